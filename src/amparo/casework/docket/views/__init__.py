"""The pages of the docket."""
