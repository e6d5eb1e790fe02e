"""Wars between states, and within them."""
