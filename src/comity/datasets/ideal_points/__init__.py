"""Where states stand by their votes, on one line."""
