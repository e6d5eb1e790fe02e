"""ICEWS events."""
