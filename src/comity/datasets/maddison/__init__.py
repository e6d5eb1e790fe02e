"""What economies made, far back."""
