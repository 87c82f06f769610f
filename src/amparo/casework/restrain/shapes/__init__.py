"""Suspects as rows, facts and cards."""
