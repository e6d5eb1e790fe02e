"""Formal alliances, from the user's own copy."""
