"""Where people are, hour by hour, and who must not meet: a survivor and a suspect of one case."""
