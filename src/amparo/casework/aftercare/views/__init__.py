"""The pages of aftercare."""
