"""What is typed about suspects."""
