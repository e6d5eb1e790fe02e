"""How near the borders of two states come to each other."""
