"""UCDP georeferenced events."""
