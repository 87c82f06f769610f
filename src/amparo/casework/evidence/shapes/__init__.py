"""Values of evidence as components show them."""
