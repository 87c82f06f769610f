"""Accounts, roles, and the policy: who may do what, and why."""
