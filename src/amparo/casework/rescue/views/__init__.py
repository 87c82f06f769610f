"""Pages of rescue."""
