"""Armed conflicts with a government on a side, by year."""
