"""Differences in differences where units are repaired at different times."""
