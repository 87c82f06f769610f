"""Copies of a whole office, for the day its machine is gone: made, checked, brought back."""
