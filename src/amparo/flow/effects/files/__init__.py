"""Files read before the repair and after it: a two-sample comparison, unit by unit."""
