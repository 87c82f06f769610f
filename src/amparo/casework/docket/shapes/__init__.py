"""Values of the docket as components show them."""
