"""What units need and have: checks against a standard, requests, hand-overs, use and upkeep."""
