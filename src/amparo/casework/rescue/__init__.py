"""Rescue: screening, complaints, operations of an authority, relief and the first two days."""
