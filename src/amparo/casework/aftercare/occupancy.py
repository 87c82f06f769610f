"""Beds by the day: how many are taken, as a pure count over spans of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """Beds taken from a day until the day before `to_on`; without it, with no end.

    A span that counts less than nothing gives beds back: those of a promise that somebody uses.
    """

    from_on: date
    to_on: date | None = None
    n: int = 1

    def covers(self, on: date) -> bool:
        """Whether the day is one of the span's."""
        return self.from_on <= on and (self.to_on is None or on < self.to_on)


def taken_on(spans: Iterable[Span], on: date) -> int:
    """Beds taken on one day."""
    return sum(span.n for span in spans if span.covers(on))


def most_taken(spans: Sequence[Span], from_on: date, to_on: date | None = None) -> int:
    """The most beds taken on any day from one day until the day before another, or for ever.

    Only days on which something changes can be the fullest, so only those are looked at.
    """
    edges = {from_on} | {span.from_on for span in spans} | {s.to_on for s in spans if s.to_on}
    days = [on for on in edges if on >= from_on and (to_on is None or on < to_on)]
    return max((taken_on(spans, on) for on in days), default=0)


def shared_days(one: Span, other: Span) -> tuple[date, date | None] | None:
    """The days two spans have in common, as from and until; None where there is none."""
    from_on = max(one.from_on, other.from_on)
    ends = [span.to_on for span in (one, other) if span.to_on is not None]
    to_on = min(ends) if ends else None
    return None if to_on is not None and to_on <= from_on else (from_on, to_on)
