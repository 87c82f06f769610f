"""Where a justice system breaks, and whether the repair worked: analysis without Django."""
