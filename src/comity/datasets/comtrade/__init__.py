"""Trade as the customs services report it."""
