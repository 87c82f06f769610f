"""Aftercare: homes and beds, placements, services and referrals out; rescue and restore use it."""
