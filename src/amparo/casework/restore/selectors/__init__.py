"""What pages about recovery ask."""
