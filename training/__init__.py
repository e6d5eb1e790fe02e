"""What the pair classifier is trained from, and how: sentences of our own, and the checks that they pass."""
