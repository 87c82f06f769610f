"""What people do in the docket. Each act: one transaction, with its milestones and audit inside."""
