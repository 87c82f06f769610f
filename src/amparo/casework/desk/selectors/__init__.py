"""What the desk's pages ask, composed from the rooms below."""
