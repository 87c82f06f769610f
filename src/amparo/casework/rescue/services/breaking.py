"""Noting where the system broke, on the case in which it did."""

from __future__ import annotations

from datetime import date, datetime

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone, Person
from amparo.directory.models import Institution, Unit


def note(
    *, by: User, at: datetime, case: Case, cause: str, on: date,
    institution: Institution | None = None, unit: Unit | None = None, step: str = "",
    person: Person | None = None, milestone: Milestone | None = None, evidence: str = "",
) -> None:  # fmt: skip
    """Keep a breakdown against a step and an institution."""
