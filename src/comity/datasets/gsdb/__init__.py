"""Sanctions: who against whom, of which kind."""
