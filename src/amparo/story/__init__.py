"""The public site: the story, what was published, and nothing else. It never touches a case."""
