"""From crisis care to a life restored: assessments, one plan, safety, the return, the end."""
