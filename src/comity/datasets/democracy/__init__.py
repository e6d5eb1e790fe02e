"""Three scales of democracy side by side."""
