"""What economies made, and how many people they had."""
