"""What is asked here."""
