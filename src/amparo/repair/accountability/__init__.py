"""Accountability: complaints about officials, what came of them, and who answers for it."""
