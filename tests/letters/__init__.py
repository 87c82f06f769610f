"""Letters to those who asked for them."""
