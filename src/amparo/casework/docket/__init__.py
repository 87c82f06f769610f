"""Court cases, who is accused of what, and hearings: what charging, bail and trial stand on."""
