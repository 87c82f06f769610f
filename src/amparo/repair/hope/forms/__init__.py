"""Surveys, commitments, letters, ties and proof points, as they are typed."""
