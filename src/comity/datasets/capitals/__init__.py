"""Capitals of states and where they lie."""
