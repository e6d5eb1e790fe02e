"""Who was independent from which day to which."""
