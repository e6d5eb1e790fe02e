"""Product and population far back, with how sure they are."""
