"""Votes in the General Assembly, as an R package has them."""
