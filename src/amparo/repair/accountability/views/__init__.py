"""Pages of complaints about officials: outside without a name, inside, and their numbers."""
