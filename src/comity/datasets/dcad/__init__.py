"""Agreements on defence cooperation."""
