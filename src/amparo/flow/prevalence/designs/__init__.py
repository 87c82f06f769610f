"""Designs that meet people: households, venues, referrals, networks; and waves compared."""
