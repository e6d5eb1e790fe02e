"""How democratic states are, in many dimensions."""
