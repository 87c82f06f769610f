"""Places, institutions, units, posts and who holds them; and the law each place lives under."""
