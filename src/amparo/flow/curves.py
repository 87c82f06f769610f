"""Many Kaplan–Meier curves at once: every unit and step of a table of counts in one sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from amparo.flow.counts import ADVANCED
from amparo.flow.survival import LEVEL, TIMED, SurvivalCurve, with_intervals


def kaplan_meiers(
    counts: pl.DataFrame, keys: Sequence[str], *, level: float = LEVEL
) -> dict[tuple[Any, ...], SurvivalCurve]:
    """The curve of each different combination of `keys`, in order; as `kaplan_meier` of each.

    Shapes: `counts` as `counts.of` gives them; `keys` are columns of it.
    """
    timed = (
        counts.lazy()
        .filter(pl.col("days").is_not_null() & pl.col("outcome").is_in(TIMED))
        .group_by(*keys, "days")
        .agg(
            pl.col("n").sum().alias("leaving"),
            (pl.col("n") * (pl.col("outcome") == ADVANCED)).sum().alias("events"),
        )
        .sort(*keys, "days")
        .collect()
    )
    if timed.height == 0:
        return {}
    first = timed.select(pl.struct(keys).rle_id().is_first_distinct()).to_series().arg_true()
    starts = first.to_numpy()
    days = timed.get_column("days").to_numpy().astype(np.int64)
    leaving = timed.get_column("leaving").to_numpy().astype(np.int64)
    events = timed.get_column("events").to_numpy().astype(np.int64)
    sizes = np.add.reduceat(leaving, starts)
    before = np.cumsum(leaving) - leaving
    lengths = np.diff(np.append(starts, days.size))
    at_risk = np.repeat(sizes, lengths) - (before - np.repeat(before[starts], lengths))
    names = timed.select(keys).gather(starts).rows()
    blank = [""] * len(names)
    curves = with_intervals(days, at_risk, events, starts.astype(np.int64), blank, level=level)
    return dict(zip(names, curves, strict=True))
