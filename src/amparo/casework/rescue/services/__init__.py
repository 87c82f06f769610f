"""Acts of rescue."""
