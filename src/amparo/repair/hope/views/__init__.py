"""Pages of hope."""
