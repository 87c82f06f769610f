"""What the templates of recovery are given."""
