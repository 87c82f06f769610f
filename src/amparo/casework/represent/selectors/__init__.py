"""What the pages of representing show."""
