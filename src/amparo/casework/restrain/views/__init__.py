"""The pages about suspects."""
