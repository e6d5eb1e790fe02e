"""Militarized disputes as Gibler, Miller and Little corrected them."""
