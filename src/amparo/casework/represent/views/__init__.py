"""The pages of representing."""
