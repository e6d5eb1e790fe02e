"""GDELT events and mentions."""
