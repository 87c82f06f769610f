"""Homes, placements and services: each act in one transaction."""
