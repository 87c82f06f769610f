"""Commands of aftercare."""
