"""The forms of representing."""
