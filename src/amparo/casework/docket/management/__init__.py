"""Commands of the docket."""
