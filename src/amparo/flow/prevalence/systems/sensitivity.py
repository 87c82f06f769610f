"""What becomes of the estimate when lists are merged or left out."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.errors import CannotEstimate

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists

MOST_CHANGES = 60


def sensitivity(lists: CaptureLists, *, level: float) -> pl.DataFrame:
    """One row a change: lists, known, the independent and the stepwise total, and the pairs chosen.

    The total of a table with a list left out is of the same people, since whoever is on no list is
    unseen. Source: Sharifi Far, King and others (2021), on merging lists.
    """
    changes: list[tuple[str, CaptureLists]] = [("as it is", lists)]
    if lists.k > 2:
        changes += [(f"without {name}", lists.without(name)) for name in lists.names]
        changes += [
            (f"{one} and {other} as one", lists.merge([one, other], into=f"{one}+{other}"))
            for one, other in combinations(lists.names, 2)
        ]
    return pl.DataFrame(
        [_row(name, changed, level) for name, changed in changes[:MOST_CHANGES]],
        schema={"change": pl.String, "lists": pl.Int64, "known": pl.Int64,
                "independent": pl.Float64, "stepwise": pl.Float64, "low": pl.Float64,
                "high": pl.Float64, "pairs": pl.String},
    )  # fmt: skip


def _row(name: str, lists: CaptureLists, level: float) -> dict[str, Any]:
    row: dict[str, Any] = {"change": name, "lists": lists.k, "known": lists.n}
    row |= dict.fromkeys(("independent", "stepwise", "low", "high", "pairs"))
    try:
        row["independent"] = lists.loglinear().estimate
        found = lists.stepwise(level)
    except CannotEstimate:
        return row
    between = found.interval
    return row | {
        "stepwise": found.estimate, "low": between.low, "high": between.high,
        "pairs": ", ".join(found.interactions),
    }  # fmt: skip
