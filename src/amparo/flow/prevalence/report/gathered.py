"""Everything a report on lists tells, computed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.prevalence.systems.ranges import PrevalenceRange
from amparo.flow.prevalence.systems.saying import DISPUTE, between, people
from amparo.flow.prevalence.systems.terms import Asked
from amparo.flow.report.outline import Section
from amparo.flow.report.sheets import Sheet
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists
    from amparo.flow.prevalence.systems.loglinear import LogLinear
    from amparo.flow.prevalence.systems.stepwise import Stepwise

HEADING = "How many are there that nobody knows of?"
DEFINITIONS = (
    "People in all: those known to one list or more, and those on no list, whom a model infers "
    "from how the lists overlap. A table of lists can never show whether its model is right.",
    "Profile likelihood: the totals that fit nearly as well as the best one; multinomial where the "
    "total is a number to be found, Poisson where it is a mean. Posterior: the middle part of what "
    "is probable, given the prior. Intervals hold within their model only; none holds the choice "
    "of model.",
    "Stepwise (Chan, Silverman and Vincent 2021): the pair whose overlap is most surprising "
    "enters, while its one-sided Poisson p is below the level.",
)


@dataclass(frozen=True)
class Gathered:
    """The range of models, the stepwise one in detail, a model asked for, what changes it."""

    lists: CaptureLists
    range: PrevalenceRange
    stepwise: Stepwise | None
    asked: LogLinear | None
    changes: pl.DataFrame


def gather(
    lists: CaptureLists, *, interactions: Sequence[Asked], level: float, confidence: float
) -> Gathered:
    """Ask every method. Raises: CannotEstimate only for a model that was asked for by name."""
    try:
        steps = lists.stepwise(level, confidence=confidence)
        changes = lists.sensitivity(level=level)
    except CannotEstimate:
        steps, changes = None, pl.DataFrame()
    asked = lists.loglinear(interactions, level=confidence) if interactions else None
    return Gathered(lists, lists.models(level=confidence), steps, asked, changes)


def lead(found: Gathered) -> list[str]:
    """The first sentences: what is known, the range, the dispute."""
    said = [found.lists.sentence(), found.range.sentence()]
    if found.asked is not None:
        said.append(found.asked.sentence())
    return [*said, *found.lists.notes]


def sections(found: Gathered) -> list[Section]:
    """What page and document share."""
    made = [
        Section(
            "A range of models", ("Each method's total with its interval; the line marks those "
            "known. None of these is the answer alone.",),
            found.range.chart, shown=(range_sheet(found),),
        )
    ]  # fmt: skip
    if found.stepwise is not None:
        made.append(
            Section("How the pairs were chosen", (found.stepwise.sentence(),),
                    partial(found.stepwise.chart), shown=(steps_sheet(found.stepwise),))
        )  # fmt: skip
    if found.changes.height > 1:
        told = (
            "A total that moves far when lists are merged or left out says more about the lists "
            "than about people.",
        )
        made.append(Section("With other lists", told, shown=(changes_sheet(found),)))
    made.append(Section("The table", (found.lists.sentence(),), folded=(table_sheet(found),)))
    return made


def range_sheet(found: Gathered) -> Sheet:
    """Every method."""
    rows = tuple(
        (one.method, people(one.estimate), between(one.interval) if one.estimate else "–",
         one.kind or one.says)
        for one in found.range.rows
    )  # fmt: skip
    headers = ("Method", "People in all", f"{found.range.level:.0%} interval", "Kind of interval")
    return Sheet("Every method beside the others", headers, rows, frozenset({1, 2}))


def steps_sheet(found: Stepwise) -> Sheet:
    """The pairs in the order in which they entered."""
    rows = tuple((s.pair, f"{s.seen:,}", f"{s.expected:,.1f}", f"{s.p:.2g}") for s in found.steps)
    headers = ("Pair", "On both", "Expected", "p")
    return Sheet("Pairs that entered, in order", headers, rows, frozenset({1, 2, 3}))


def changes_sheet(found: Gathered) -> Sheet:
    """What each change of the lists does."""
    rows = tuple(
        (row["change"], f"{row['known']:,}", people(row["independent"]), people(row["stepwise"]),
         between(Interval(None, row["low"], row["high"])) if row["low"] else "no estimate")
        for row in found.changes.iter_rows(named=True)
    )  # fmt: skip
    headers = ("Lists", "Known", "Independent", "Stepwise", "Interval")
    return Sheet("With lists merged or left out", headers, rows, frozenset({1, 2, 3, 4}))


def table_sheet(found: Gathered) -> Sheet:
    """The combinations and their counts, the largest first."""
    rows = []
    for row in found.lists.frame.sort("people", descending=True).head(60).iter_rows(named=True):
        on = [name for name in found.lists.names if row[name]]
        rows.append((", ".join(on), f"{row['people']:,}"))
    return Sheet("People by the lists they are on", ("On", "People"), tuple(rows), frozenset({1}))


__all__ = ["DEFINITIONS", "DISPUTE", "HEADING", "Gathered", "gather", "lead", "sections"]
