"""How long a thing works and how long it waits for repair, from the lines of its log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from amparo.flow.counts import ADVANCED, WAITING
from amparo.flow.survival import Interval, kaplan_meier

AFTER = {"broke": "broken", "repaired": "works", "gone": "gone"}


class Noted(Protocol):
    """A line of a log."""

    kind: str
    on: date


@dataclass(frozen=True)
class Times:
    """Spells without working, the days of them, and the median until it works again.

    Units: days. `spells` are (days, whether it was repaired); a thing that still waits is censored,
    so that long waits are not left out.
    """

    spells: tuple[tuple[int, bool], ...]
    days_there: int
    median: Interval

    @property
    def days_broken(self) -> int:
        """Days it did not work."""
        return sum(days for days, _ in self.spells)

    @property
    def share_working(self) -> float | None:
        """The share of its days on which it worked."""
        return 1 - self.days_broken / self.days_there if self.days_there else None


def state_after(lines: Iterable[Noted], until: date) -> str:
    """Whether a thing works, is broken or gone after what happened up to a day."""
    state = "works"
    for line in lines:
        if line.on <= until and line.kind in AFTER:
            state = AFTER[line.kind]
    return state


def times_of(lines: Sequence[Noted], *, since: date, today: date) -> Times:
    """The spells of one thing from its hand-over until today, or until it was gone."""
    broke, spells, end = None, list[tuple[int, bool]](), today
    for line in lines:
        if line.kind == "broke":
            broke = line.on
        elif line.kind == "repaired" and broke is not None:
            spells.append(((line.on - broke).days, True))
            broke = None
        elif line.kind == "gone":
            end = min(today, line.on)
            break
    if broke is not None:
        spells.append(((end - broke).days, False))
    made = repair_times(spells)
    return Times(made.spells, max(0, (end - since).days), made.median)


def repair_times(spells: Sequence[tuple[int, bool]]) -> Times:
    """The median days until repair, over spells (Kaplan–Meier)."""
    if not spells:
        return Times((), 0, Interval(None, None, None))
    counts = (
        pl.DataFrame(
            {"days": [d for d, _ in spells],
             "outcome": [ADVANCED if done else WAITING for _, done in spells]},
            schema={"days": pl.Int64, "outcome": pl.String},
        )
        .group_by("days", "outcome").agg(pl.len().cast(pl.Int64).alias("n"))
    )  # fmt: skip
    return Times(tuple(spells), 0, kaplan_meier(counts).median)
