"""Complaints about officials, as they are typed."""
