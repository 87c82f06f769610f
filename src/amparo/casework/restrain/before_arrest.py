"""What is still missing before a suspect can be arrested, each with its reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """What the file holds about one suspect, as yes or no: no name comes in here."""

    has_name: bool
    has_description: bool
    has_whereabouts: bool
    has_source: bool
    has_evidence: bool
    warrant_is_required: bool
    warrant_is_in_force: bool


@dataclass(frozen=True)
class Missing:
    """One thing to find, and why an arrest waits for it."""

    what: str
    why: str


def missing_before_arrest(known: Known) -> tuple[Missing, ...]:
    """What stands between this suspect and an arrest, in the order it is usually found."""
    gaps = (
        (
            known.has_name or known.has_description,
            Missing("A name or a description", "Officers must know whom to arrest."),
        ),
        (
            known.has_whereabouts,
            Missing("Where to find the person", "Officers must know where to go."),
        ),
        (
            known.has_source or known.has_evidence,
            Missing("A source or evidence", "An arrest needs grounds that can be shown."),
        ),
        (
            known.warrant_is_in_force or not known.warrant_is_required,
            Missing("A warrant in force", "The law here asks for a warrant first."),
        ),
    )
    return tuple(missing for is_there, missing in gaps if not is_there)
