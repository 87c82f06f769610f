"""What may be typed, by noun."""
