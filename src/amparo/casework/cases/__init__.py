"""The spine: cases, people, roles, teams, consent, and the milestones all else is read from."""
