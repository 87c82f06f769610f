"""What people do to represent a survivor: facts, decisions on charges, preparing for court."""
