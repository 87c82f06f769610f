"""A person's own data: all that the office keeps about them in a case, in words they can read."""
