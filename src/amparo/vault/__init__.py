"""Keys, sealed fields and sealed files: what a stolen database must not tell."""
