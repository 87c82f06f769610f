"""The main navigation: label, name of the address, and the verb that shows it."""

from __future__ import annotations

NAVIGATION = (
    ("Today", "today", "directory.read"),
    ("Cases", "caseload", "cases.read"),
    ("Calendar", "calendar", "people.read"),
    ("Operations", "operations", "people.read"),
    ("Referrals", "referrals", "referrals.read"),
    ("Homes", "homes", "services.read"),
    ("Referred to you", "received", "services.answer"),
    ("Search", "search", "people.read"),
    ("Where it breaks", "where_it_breaks", "figures.read"),
    ("Repairs", "what_breaks", "figures.exact"),
    ("Complaints about officials", "grievances", "misconduct.report"),
    ("Hope", "hope", "hope.read"),
    ("Shared with you", "shared_with", "repairs.shared"),
    ("What if", "what_if", "figures.exact"),
    ("Protection", "protection", "protection.read"),
    ("Recovery", "recovery_figures", "figures.exact"),
    ("Directory", "directory", "directory.read"),
    ("Programmes", "programmes", "programmes.manage"),
    ("Instruments", "instruments", "programmes.manage"),
    ("Accounts", "accounts", "accounts.manage"),
    ("Audit", "audit_trail", "audit.read"),
)
