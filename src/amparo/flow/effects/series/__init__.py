"""One series before and after a repair: interrupted time series."""
