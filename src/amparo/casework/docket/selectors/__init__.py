"""What the docket shows: rows a person may see, as small frozen values."""
