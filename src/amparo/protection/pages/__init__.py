"""What the pages of protection show."""
