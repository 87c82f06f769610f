"""How hope is shown."""
