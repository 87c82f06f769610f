"""The spine: cases, people, dated roles, teams, consent, and the milestones all else is read from."""
