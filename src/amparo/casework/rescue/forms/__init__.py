"""What is typed on pages of rescue."""
