"""Who needs to know what, courses, tests before and after, and what changed in the files."""
