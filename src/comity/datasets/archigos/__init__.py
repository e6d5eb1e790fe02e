"""Who led which state, and how each came and went."""
