"""Whether who holds a post had what it asks for when it was asked: the rule of Chennai.

Training stays with the person, the duty with the post. So the day somebody takes a post, what they
bring is held against what the post asks for, however well the one before them was trained.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Standing(StrEnum):
    """How a holder stands to one topic of their post."""

    IN_TIME = "in_time"
    LATE = "late"
    DUE = "due"
    MISSING = "missing"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        """What pages show."""
        return _WORDS[self]


_WORDS = {
    Standing.IN_TIME: "Had it in time", Standing.LATE: "Had it too late",
    Standing.DUE: "Still has time", Standing.MISSING: "Does not have it",
    Standing.UNKNOWN: "Not known who this is",
}  # fmt: skip


def due_on(took_on: date, asked_from: date, within_days: int) -> date:
    """The last day on which it is in time; whoever was there when it was first asked for counts
    from that day."""
    return max(took_on, asked_from) + timedelta(days=within_days)


def standing(*, known: bool, due: date, has_since: date | None, today: date) -> Standing:
    """How somebody stands who should have it by a day."""
    if not known:
        return Standing.UNKNOWN
    if has_since is not None and has_since <= due:
        return Standing.IN_TIME
    if has_since is not None and has_since <= today:
        return Standing.LATE
    return Standing.DUE if today < due else Standing.MISSING
