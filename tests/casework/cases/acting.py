"""Short ways to do what a worker does, on days that are given."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from amparo.casework.cases.models import Milestone
from amparo.casework.cases.services.milestones import record_milestone
from tests.cast import NOW, Cast

DAY = date(2024, 2, 1)


def happened(
    cast: Cast, kind: str, *, after: int = 0, at: datetime = NOW, **facts: Any
) -> Milestone:
    """Alma records that something happened so many days after 1 February 2024."""
    facts.setdefault("by", cast.alma)
    return record_milestone(
        at=at, case=cast.case, type=kind, on=DAY + timedelta(days=after), **facts
    )
