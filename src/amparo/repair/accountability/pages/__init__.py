"""How complaints about officials are shown."""
