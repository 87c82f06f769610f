"""Is the crime going down? Studies of prevalence, indicators, and people covered and protected."""
