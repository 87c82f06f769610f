"""The synthetic office: an office at work, in which nobody is anybody."""
