"""What the pages of protection ask."""
