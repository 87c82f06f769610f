"""What each page shows, made of the engine's answers."""
