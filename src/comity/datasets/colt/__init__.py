"""Journeys of leaders."""
