"""Stepped wedge: a repair that reaches all units, in an order drawn by lot."""
