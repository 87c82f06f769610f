"""What people do in a case. Each act: one transaction, with its milestone and audit inside."""
