"""Shares, days and changes of complaints and decoy visits. Plain values: no row is known here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from amparo.flow.prevalence import household
from amparo.flow.prevalence.designs.ratio import wilson
from amparo.flow.survival import Interval, kaplan_meier

FEWEST = 10
LEVEL = 0.95


@dataclass(frozen=True)
class Share:
    """So many of so many, with Wilson's interval; none where there is nothing to divide by."""

    k: int
    n: int
    interval: Interval


def share_of(k: int, n: int) -> Share:
    """A share with its interval."""
    return Share(k, n, wilson(k / n, n, LEVEL) if n else Interval(None, None, None))


@dataclass(frozen=True)
class Rate:
    """The share of decoy complaints that were registered, over all and by unit.

    `units` holds those of ten visits and more; the others are only counted.
    """

    overall: Interval
    n: int
    n_units: int
    units: Mapping[str, Share]
    n_small: int


def registration(visits: Iterable[tuple[str, bool]]) -> Rate | None:
    """The rate from (unit, whether registered); units are clusters, so that ten visits to one
    unit are not taken for ten units. None without visits.

    Where only one unit would be left out, the smallest other is left out too: else its number
    would follow from the total.
    """
    rows = [(unit, int(was)) for unit, was in visits]
    if not rows:
        return None
    frame = pl.DataFrame(rows, schema=["unit", "registered"], orient="row")
    whole = household(frame, outcome="registered", cluster="unit")
    found: dict[str, tuple[int, int]] = {}
    for unit, was in rows:
        k, n = found.get(unit, (0, 0))
        found[unit] = (k + was, n + 1)
    shown = enough(found)
    return Rate(
        whole.share, len(rows), len(found),
        {unit: share_of(*found[unit]) for unit in shown}, len(found) - len(shown),
    )  # fmt: skip


def enough(cells: Mapping[str, tuple[int, int]]) -> list[str]:
    """The cells that may be shown: of ten and more, none following from the total."""
    large = sorted(
        (name for name, (_, n) in cells.items() if n >= FEWEST), key=lambda name: cells[name][1]
    )
    kept_back = len(cells) - len(large)
    rest = sum(n for _, n in cells.values()) - sum(cells[name][1] for name in large)
    if large and kept_back and (kept_back == 1 or rest < FEWEST):
        large = large[1:]
    return sorted(large)


@dataclass(frozen=True)
class Wait:
    """Days from one thing to the next; those still waiting count as waiting."""

    median: float | None
    low: float | None
    high: float | None
    n: int
    n_done: int


def wait_of(spans: Iterable[tuple[date, date | None]], today: date) -> Wait:
    """The wait by Kaplan and Meier, from (begun, done or None for still waiting)."""
    rows = [((done or today) - begun, done is not None) for begun, done in spans]
    if not rows:
        return Wait(None, None, None, 0, 0)
    counts = pl.DataFrame(
        {
            "days": [max(span.days, 0) for span, _ in rows],
            "outcome": ["advanced" if done else "waiting" for _, done in rows],
            "n": [1] * len(rows),
        }
    )
    found = kaplan_meier(counts).median
    return Wait(found.value, found.low, found.high, len(rows), sum(done for _, done in rows))


@dataclass(frozen=True)
class Change:
    """Complaints before and after a way to complain opened, over as many days on both sides."""

    before: int
    after: int
    days: int
    ratio: Interval
    before_found: Share
    after_found: Share

    @property
    def rose(self) -> bool:
        """Whether more came after it opened."""
        return self.after > self.before


def change_at(
    opened: date, complaints: Sequence[tuple[date, bool | None]], today: date, *, longest: int = 365
) -> Change | None:
    """What changed when a channel opened; (received, found so, found not so or neither None).

    Both windows are as long: at most a year, and no longer than since it opened. None on the day
    it opened. The ratio's interval is the exact one of two Poisson counts.
    """
    days = min((today - opened).days, longest)
    if days < 1:
        return None
    span = timedelta(days=days)
    before = [row for row in complaints if opened - span <= row[0] < opened]
    after = [row for row in complaints if opened <= row[0] < opened + span]
    return Change(
        len(before), len(after), days, _ratio(len(after), len(before)), _found(before),
        _found(after),
    )  # fmt: skip


def _found(rows: Sequence[tuple[date, bool | None]]) -> Share:
    decided = [so for _, so in rows if so is not None]
    return share_of(sum(decided), len(decided))


def _ratio(after: int, before: int) -> Interval:
    """after / before. Source: Clopper and Pearson (1934) on the share that came after."""
    from scipy.stats import beta

    n, tail = after + before, (1 - LEVEL) / 2
    if not n:
        return Interval(None, None, None)
    low = float(beta.ppf(tail, after, before + 1)) if after else 0.0
    high = float(beta.ppf(1 - tail, after + 1, before)) if before else 1.0
    return Interval(
        after / before if before else None, low / (1 - low), high / (1 - high) if high < 1 else None
    )
