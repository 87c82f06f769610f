"""What the pages of aftercare ask."""
