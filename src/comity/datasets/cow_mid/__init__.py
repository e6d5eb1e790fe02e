"""Militarized interstate disputes."""
