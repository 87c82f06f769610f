"""Where the system breaks: the office's own milestones, seen by the analysis engine."""
