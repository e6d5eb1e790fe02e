"""Alliance treaties, by what they oblige to."""
