"""What is typed about homes, placements and services."""
