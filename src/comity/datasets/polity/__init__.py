"""How democratic or autocratic states are."""
