"""Who belongs to the state system, and who is a major power."""
