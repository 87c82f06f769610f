"""What people do about hope: ask, hold to their word, write, tell."""
