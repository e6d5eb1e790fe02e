"""Bilateral and total trade."""
