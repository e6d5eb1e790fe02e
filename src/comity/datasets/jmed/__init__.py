"""Who exercised with whom."""
