"""The main navigation: areas with their entries: label, name of the address, verb that shows it.

A role that may open few entries sees them in one row; one that may open many sees the areas, and
beneath them the entries of the area it is in. An area's own link leads to its first entry.
"""

from __future__ import annotations

NAVIGATION = (
    (
        "Casework",
        (
            ("Today", "today", "directory.read"),
            ("Cases", "caseload", "cases.read"),
            ("Calendar", "calendar", "people.read"),
            ("Stuck cases", "stuck", "cases.write"),
            ("Operations", "operations", "people.read"),
            ("Referrals", "referrals", "referrals.read"),
            ("Homes", "homes", "services.read"),
            ("Referred to you", "received", "services.answer"),
            ("Search", "search", "people.read"),
        ),
    ),
    (
        "Repair",
        (
            ("Where it breaks", "where_it_breaks", "figures.read"),
            ("Repairs", "what_breaks", "figures.exact"),
            ("Resources", "resources", "figures.exact"),
            ("Training", "training", "figures.exact"),
            ("Complaints about officials", "grievances", "misconduct.report"),
            ("Hope", "hope", "hope.read"),
            ("Shared with you", "shared_with", "repairs.shared"),
            ("What if", "what_if", "figures.exact"),
        ),
    ),
    (
        "Protection",
        (
            ("Whether crime falls", "protection", "protection.read"),
            ("Recovery", "recovery_figures", "figures.exact"),
        ),
    ),
    (
        "Office",
        (
            ("Directory", "directory", "directory.read"),
            ("Handing over", "caseload_hand_overs", "team.manage"),
            ("Agreements", "agreements", "referrals.read"),
            ("Colleagues", "colleagues", "programmes.manage"),
            ("Breaches", "breaches", "referrals.read"),
            ("Programmes", "programmes", "programmes.manage"),
            ("Instruments", "instruments", "programmes.manage"),
            ("Accounts", "accounts", "accounts.manage"),
            ("Audit", "audit_trail", "audit.read"),
        ),
    ),
)
