"""comity: an observatory of the relations between states."""
