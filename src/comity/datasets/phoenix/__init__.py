"""Phoenix events."""
