"""Shared membership of intergovernmental organisations."""
