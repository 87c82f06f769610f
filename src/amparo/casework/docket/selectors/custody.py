"""How long a sentence keeps someone: terms beside each other and after each other. No I/O."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Term:
    """One term of custody. Units: years, months and days as the court said them; `credit` in days.

    `after` is the id of the sentence whose end it follows; empty for one that runs from its day.
    """

    id: str
    on: date
    years: int = 0
    months: int = 0
    days: int = 0
    after: str = ""
    credit: int = 0
    for_life: bool = False


@dataclass(frozen=True)
class Custody:
    """From when to when someone is to be held; `until` is None for life."""

    since: date
    until: date | None

    def served(self, today: date) -> int:
        """Days of it that have passed."""
        last = today if self.until is None else min(today, self.until)
        return max(0, (last - self.since).days)


def later(day: date, *, years: int = 0, months: int = 0, days: int = 0) -> date:
    """A day so much later; the 31st becomes the last day of a shorter month."""
    whole = day.month - 1 + months + 12 * years
    year, month = day.year + whole // 12, whole % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=days)


def custody_of(terms: Iterable[Term]) -> Custody | None:
    """What all terms together come to; None where there is none.

    A term begins on its day, or when the one it follows ends; days already served are taken off
    its own end, never before its beginning. Remission and parole are decided later, and left out.
    Raises: ValueError where terms follow each other in a circle.
    """
    by_id = {term.id: term for term in terms}
    if not by_id:
        return None
    ends: dict[str, date | None] = {}
    for term in by_id.values():
        _end(term, by_id, ends, ())
    first = [term for term in by_id.values() if term.after not in by_id]
    since = min(term.on - timedelta(days=term.credit) for term in first)
    known = [end for end in ends.values() if end is not None]
    return Custody(since, None if len(known) < len(ends) else max(known))


HOLDS = frozenset({"restrain.arrested", "restrain.remanded", "restrain.held_after_conviction"})
FREES = frozenset(
    {
        "restrain.at_large", "restrain.bailed", "restrain.escaped", "restrain.released",
        "restrain.sentence_served",
    }
)  # fmt: skip


def days_held(happened: Iterable[tuple[date, str]], today: date) -> int:
    """Days someone was in custody so far, from their milestones as (day, type).

    Counts: nights; someone let go on the day of the arrest was held for none.
    Misleads when: an arrest, a bail or a release was never recorded.
    """
    total, since = 0, None
    for on, what in sorted(happened):
        if what in HOLDS:
            since = since or on
        elif what in FREES and since is not None:
            total, since = total + (on - since).days, None
    return total + ((today - since).days if since else 0)


def _end(
    term: Term, by_id: Mapping[str, Term], ends: dict[str, date | None], seen: tuple[str, ...]
) -> date | None:
    if term.id in seen:
        raise ValueError("These sentences follow each other in a circle")
    if term.id not in ends:
        before = by_id.get(term.after)
        starts = term.on if before is None else _end(before, by_id, ends, (*seen, term.id))
        if term.for_life or starts is None:
            ends[term.id] = None
        else:
            whole = later(starts, years=term.years, months=term.months, days=term.days)
            ends[term.id] = max(starts, whole - timedelta(days=term.credit))
    return ends[term.id]
