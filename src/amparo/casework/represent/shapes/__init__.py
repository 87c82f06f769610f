"""Values of representing as components show them."""
