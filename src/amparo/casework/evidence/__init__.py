"""Exhibits, whose hands they were in, laboratories, interviews, and what proves which element."""
