"""Volumes of arms transfers."""
