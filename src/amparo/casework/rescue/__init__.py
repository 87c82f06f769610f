"""Rescue: screening, complaints, operations owned by an authority, relief and the first two days."""
