"""What a worker opens: Today, the caseload, the case page, intake and search; owns no table."""
