"""What every page of a case is set in: its head, its tabs, its forms. Owns no table."""
