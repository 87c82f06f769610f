"""What the pages about suspects ask."""
