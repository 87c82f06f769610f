"""What pages of rescue ask."""
