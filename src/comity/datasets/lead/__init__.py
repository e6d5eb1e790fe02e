"""What leaders were before they led."""
