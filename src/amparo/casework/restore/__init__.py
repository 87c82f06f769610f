"""From crisis care to a life restored: assessments, one plan, safety, return, closure. Knows no other way."""
