"""Data only: law, clocks, courts, forms, milestones and code lists, each dated and cited."""
