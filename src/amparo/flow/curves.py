"""Many Kaplan–Meier curves at once: every unit and step of a table of counts in one sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from amparo.flow.counts import ADVANCED
from amparo.flow.survival import LEVEL, TIMED, Ints, SurvivalCurve, with_intervals


def kaplan_meiers(
    counts: pl.DataFrame, keys: Sequence[str], *, level: float = LEVEL
) -> dict[tuple[Any, ...], SurvivalCurve]:
    """The curve of each different combination of `keys`, in order; as `kaplan_meier` of each.

    Shapes: `counts` as `counts.of` gives them; `keys` are columns of it.
    """
    timed = counts.filter(pl.col("days").is_not_null() & pl.col("outcome").is_in(TIMED))
    if timed.height == 0:
        return {}
    values = [timed.get_column(key).unique().sort() for key in keys]
    packed, span = _packed(timed, keys, values)
    order = np.argsort(packed, kind="stable")
    packed, n = packed[order], timed.get_column("n").to_numpy()[order]
    gone = timed.get_column("outcome").eq(ADVANCED).to_numpy()[order]
    cells = np.flatnonzero(np.diff(packed, prepend=-1))
    leaving = np.add.reduceat(n, cells).astype(np.int64)
    events = np.add.reduceat(n * gone, cells).astype(np.int64)
    curve, days = np.divmod(packed[cells], span)
    starts = np.flatnonzero(np.diff(curve, prepend=-1))
    sizes = np.add.reduceat(leaving, starts)
    before = np.cumsum(leaving) - leaving
    lengths = np.diff(np.append(starts, days.size))
    at_risk = np.repeat(sizes, lengths) - (before - np.repeat(before[starts], lengths))
    names = _names(curve[starts], values)
    blank = [""] * len(names)
    curves = with_intervals(days, at_risk, events, starts.astype(np.int64), blank, level=level)
    return dict(zip(names, curves, strict=True))


def _packed(
    timed: pl.DataFrame, keys: Sequence[str], values: Sequence[pl.Series]
) -> tuple[Ints, int]:
    """Keys and days as one number a row, and how many numbers a key has for days."""
    span = int(timed.get_column("days").max() or 0) + 1  # type: ignore[arg-type]
    packed = np.zeros(timed.height, np.int64)
    for key, known in zip(keys, values, strict=True):
        place = pl.col(key).replace_strict(known, pl.int_range(known.len(), eager=True))
        packed = packed * known.len() + timed.select(place).to_series().to_numpy()
    return packed * span + timed.get_column("days").to_numpy(), span


def _names(curve: Ints, values: Sequence[pl.Series]) -> list[tuple[Any, ...]]:
    """The values of the keys of each curve, from its number."""
    columns: list[list[Any]] = []
    for known in reversed(values):
        curve, place = np.divmod(curve, known.len())
        columns.append(known.gather(place).to_list())
    return list(zip(*reversed(columns), strict=True))
