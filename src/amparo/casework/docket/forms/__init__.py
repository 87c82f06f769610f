"""The forms of the docket."""
