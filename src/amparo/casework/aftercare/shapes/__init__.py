"""Values of aftercare as components show them."""
