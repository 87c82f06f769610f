"""What people do with evidence. Each act: one transaction, with its ledger and audit inside."""
