"""Units by periods, with the outcome and the period from which each unit was repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo.errors import Refused
from amparo.flow.effects.axis import Axis, Kind, axis_of
from amparo.flow.eventlog.log import table_from

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NEVER = 1_000_000  # a period that no panel reaches
ALL = "all"  # the unit of a panel that has no column of units


class Scale(StrEnum):
    """What the outcome is: a share of n, a count, or any other number."""

    SHARE = "share"
    COUNT = "count"
    VALUE = "value"


@dataclass(frozen=True, eq=False)
class Panel:
    """Units × periods.

    Shapes: `frame` has one row a unit and period: `unit`, `at` (the period, from 0), `value`
    (share 0 to 1, count, or number), `n` (what it rests on; 1 where nothing is told), `first`
    (the period from which the unit is repaired, `NEVER` where it is not).
    """

    frame: pl.DataFrame
    axis: Axis
    outcome: str
    scale: Scale
    notes: tuple[str, ...] = ()
    n_rows: int = 0
    n_cut: int = 0
    has_n: bool = False
    unit_word: str = "unit"

    def matrices(self) -> tuple[list[str], Floats, Floats, Ints]:
        """Names, values and n (units × periods; NaN and 0 where there is no row), and `first`."""
        names = self.frame.get_column("unit").unique().sort()
        place = self.frame.get_column("unit").replace_strict(
            names, pl.Series(range(names.len()), dtype=pl.Int64), return_dtype=pl.Int64
        )
        rows, at = place.to_numpy(), self.frame.get_column("at").to_numpy()
        value = np.full((names.len(), self.axis.n), np.nan)
        size = np.zeros((names.len(), self.axis.n))
        first = np.full(names.len(), NEVER, dtype=np.int64)
        value[rows, at] = self.frame.get_column("value").to_numpy()
        size[rows, at] = self.frame.get_column("n").to_numpy()
        first[rows] = self.frame.get_column("first").to_numpy()
        return names.to_list(), value, size, first


def panel_of(
    source: str | Path | Any,
    *,
    outcome: str,
    unit: str | None = None,
    period: str,
    treated_from: str | Mapping[Any, Any],
    n: str | None = None,
    exposure: str | None = None,
) -> Panel:
    """A panel from a file or a frame; several rows of one unit and period are added up.

    `outcome` is a number a row; with `n` it is how many of n (a share); with `exposure` a count
    over that much time or people. `treated_from` names a column, or maps unit → period; blank is
    never.
    Raises: Refused for what is not there, cannot be read, or contradicts itself.
    """
    table = table_from(source, None)
    alone = isinstance(treated_from, str) and unit is None
    if alone and treated_from and treated_from not in table.frame.columns:
        treated_from = {ALL: treated_from}  # one place: a period, not a column
    wanted = {"outcome": outcome, "period": period}
    wanted |= {k: v for k, v in {"unit": unit, "n": n, "exposure": exposure}.items() if v}
    if isinstance(treated_from, str):
        wanted["treated_from"] = treated_from
    _there(table.frame, wanted, table.source)
    frame = table.frame
    axis = axis_of(frame.get_column(period))
    units = (
        frame.get_column(unit).cast(pl.String) if unit else pl.repeat(ALL, frame.height, eager=True)
    )
    made = pl.DataFrame(
        {
            "unit": units,
            "at": _placed(frame.get_column(period), axis, period),
            "y": _numbers(frame.get_column(outcome)),
            "n": _numbers(frame.get_column(n or exposure or outcome)),
        }
    )  # fmt: skip
    made = made.with_columns(_first(treated_from, frame, made, axis).alias("first"))
    used = made.drop_nulls(["unit", "at", "y", "n"])
    notes = []
    if lost := made.height - used.height:
        notes.append(f"{lost:,} of {made.height:,} rows have a blank and are left out.")
    _one_start(used)
    scale = Scale.SHARE if n else Scale.COUNT if exposure else Scale.VALUE
    return Panel(
        _summed(used, scale), axis, outcome, scale, tuple(notes),
        n_rows=made.height, n_cut=lost, has_n=bool(n), unit_word=unit or "unit",
    )  # fmt: skip


def _summed(rows: pl.DataFrame, scale: Scale) -> pl.DataFrame:
    """One row a unit and period. Raises: Refused where a share is not one."""
    keys = rows.group_by("unit", "at", maintain_order=True)
    if scale is Scale.VALUE:
        mean, size = pl.col("y").mean().alias("value"), pl.len().cast(pl.Float64).alias("n")
        return keys.agg(mean, size, pl.col("first").first())
    added = keys.agg(pl.col("y").sum(), pl.col("n").sum(), pl.col("first").first())
    added = added.filter(pl.col("n") > 0)
    wrong = added.filter((pl.col("y") < 0) | ((pl.col("y") > pl.col("n")) & (scale is Scale.SHARE)))
    if wrong.height:
        row = wrong.row(0, named=True)
        raise Refused(
            "The outcome counts some of n, so it lies between 0 and n",
            found=f"{row['y']:g} of {row['n']:g}",
        )
    value = pl.col("y") / pl.col("n")
    return added.select("unit", "at", value.alias("value"), "n", "first")


def _there(frame: pl.DataFrame, wanted: Mapping[str, str], source: str) -> None:
    for role, name in wanted.items():
        if name not in frame.columns:
            raise Refused(
                f"There is no column of that name for {role.replace('_', ' ')}", found=name,
                where=source, next_step="there are: " + ", ".join(frame.columns[:40]),
            )  # fmt: skip


def _placed(column: pl.Series, axis: Axis, name: str) -> pl.Series:
    seen = column.unique()
    places = axis.places(seen.to_list(), what=name)
    return column.replace_strict(seen, pl.Series(places, dtype=pl.Int64), return_dtype=pl.Int64)


def _numbers(column: pl.Series) -> pl.Series:
    """Numbers, with blanks kept. Raises: Refused for a cell that is no number."""
    made = column.cast(pl.Float64, strict=False)
    wrong = column.filter(made.is_null() & column.is_not_null())
    if wrong.len():
        raise Refused(
            f"Every “{column.name}” is a number", found=", ".join(str(v) for v in wrong[:3]),
            next_step="write numbers with a point, such as 0.5; leave blank what is not known",
        )  # fmt: skip
    return made.fill_nan(None)


def _first(
    given: str | Mapping[Any, Any], frame: pl.DataFrame, made: pl.DataFrame, axis: Axis
) -> pl.Series:
    """The period of repair, row by row."""
    if isinstance(given, str):
        column = frame.get_column(given)
        seen = column.unique()
        _not_zero(seen, axis, given)
        places = axis.places(seen.to_list(), what=given)
    else:
        column = made.get_column("unit")
        seen = column.drop_nulls().unique()
        told = {str(k): v for k, v in given.items()}
        if strangers := sorted(set(told) - set(seen.to_list())):
            raise Refused(
                "A unit that was repaired is not in the data", found=", ".join(strangers[:5]),
                next_step="there are: " + ", ".join(sorted(seen.to_list())[:20]),
            )  # fmt: skip
        places = axis.places([told.get(name) for name in seen.to_list()], what="treated from")
    known = pl.Series([NEVER if p is None else p for p in places], dtype=pl.Int64)
    return column.replace_strict(seen, known, default=NEVER, return_dtype=pl.Int64)


def _not_zero(seen: pl.Series, axis: Axis, name: str) -> None:
    """Some write 0 for never, others for "from the start": not ours to guess."""
    if axis.kind is Kind.NUMBER and axis.origin > 0 and "0" in {str(v) for v in seen.to_list()}:
        raise Refused(
            "0 lies before the first period: it may mean never, or from the start", where=name,
            found="0", next_step="leave the cell blank where the repair never came",
        )  # fmt: skip


def _one_start(rows: pl.DataFrame) -> None:
    starts = rows.group_by("unit").agg(pl.col("first").n_unique().alias("k"))
    twice = starts.filter(pl.col("k") > 1).get_column("unit").sort()
    if twice.len():
        raise Refused(
            "A unit has one period from which it is repaired", found=f"{twice.len()} with several",
            next_step="write the same period on all its rows; blank on all means never",
        )  # fmt: skip
