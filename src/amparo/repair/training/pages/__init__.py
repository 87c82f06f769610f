"""How answers become pages."""
