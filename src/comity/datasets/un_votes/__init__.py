"""Votes in the General Assembly."""
