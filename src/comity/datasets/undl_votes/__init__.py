"""Votes of the General Assembly, as its library keeps them."""
