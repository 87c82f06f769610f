"""What is done here."""
