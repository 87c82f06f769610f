"""A table of lists from a file: one row a combination with its count, or one row a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from amparo.errors import Refused
from amparo.flow.prevalence.systems.terms import Ints
from amparo.flow.reading import read_table
from amparo.flow.reading.table import Table, table_of

ON = ("1", "1.0", "true", "yes", "y", "x", "t")
OFF = ("0", "0.0", "false", "no", "n", "f", "-", "")
COUNTS = ("count", "counts", "n", "freq", "frequency", "people", "number", "cases", "total")
MOST_LISTS = 62  # bits of a number
MOST_TOLD = 5


def read_lists(
    file: str | Path | pl.DataFrame, *, count: str | None, lists: Sequence[str] | None
) -> tuple[tuple[str, ...], Ints, Ints, str, tuple[str, ...]]:
    """Names, combinations, counts, the source, and what was assumed.

    Raises: Refused that names every row that is wrong.
    """
    table = table_of(file) if isinstance(file, pl.DataFrame) else read_table(file)
    frame, notes = table.frame, []
    if count is not None and count not in frame.columns:
        raise Refused(
            "There is no such column of counts", found=count, where=table.source,
            next_step="there are: " + ", ".join(frame.columns),
        )  # fmt: skip
    if count is None:
        count = _counts_in(frame, lists)
        if count is not None:
            notes.append(f"The column {count} holds the number of people of each row.")
    names = _names(table, count, lists)
    marks = _marks(table, names)
    numbers = _numbers(table, count)
    cells = (marks << np.arange(len(names), dtype=np.int64)).sum(axis=1)
    if (nowhere := int(numbers[cells == 0].sum())) > 0:
        rows = np.flatnonzero((cells == 0) & (numbers > 0))[:MOST_TOLD]
        raise Refused(
            f"{nowhere:,} people are on no list, and whoever is on no list cannot be counted",
            where=_rows(table, rows),
            next_step="take these rows out, or mark the list they were found on",
        )  # fmt: skip
    found, place = np.unique(cells, return_inverse=True)
    sums = np.bincount(place, weights=numbers, minlength=found.size).astype(np.int64)
    kept = (sums > 0) & (found > 0)
    if not kept.any():
        raise Refused("Nobody is on any list", where=table.source)
    return names, found[kept], sums[kept], table.source, tuple(notes)


def _counts_in(frame: pl.DataFrame, lists: Sequence[str] | None) -> str | None:
    """The column of counts, by its name or because it alone holds more than 0 and 1."""
    others = [name for name in frame.columns if lists is None or name not in lists]
    named = [name for name in others if name.strip().casefold() in COUNTS]
    if len(named) == 1:
        return named[0]
    whole = [name for name in others if not _only_marks(frame[name]) and _is_whole(frame[name])]
    return whole[0] if len(whole) == 1 and whole[0] == others[-1] else None


def _names(table: Table, count: str | None, lists: Sequence[str] | None) -> tuple[str, ...]:
    frame = table.frame
    names = tuple(lists) if lists else tuple(name for name in frame.columns if name != count)
    if missing := [name for name in names if name not in frame.columns]:
        raise Refused(
            "There is no such column", found=", ".join(missing), where=table.source,
            next_step="there are: " + ", ".join(frame.columns),
        )  # fmt: skip
    if len(names) < 2:
        raise Refused(
            "Two lists are needed at least", found=", ".join(names) or "none", where=table.source
        )
    if len(names) > MOST_LISTS:
        raise Refused(
            f"At most {MOST_LISTS} lists can be read", found=f"{len(names)} columns",
            where=table.source, next_step="name the columns that are lists",
        )  # fmt: skip
    strange = [name for name in names if not _only_marks(frame[name])]
    if len(strange) == len(names) or (strange and lists is None):
        told = strange[:MOST_TOLD]
        _refuse_marks(table, told)
    return names


def _refuse_marks(table: Table, names: Sequence[str]) -> None:
    said = []
    for name in names:
        column = table.frame[name].cast(pl.String).fill_null("").str.strip_chars()
        bad = ~column.str.to_lowercase().is_in([*ON, *OFF])
        at = int(bad.arg_true()[0])
        said.append(f"{name}: {column[at][:20]!r} in row {table.row_numbers[at]}")
    raise Refused(
        "A list's column says 1 (on it) or 0 (not on it)", found="; ".join(said),
        where=table.source,
        next_step="name the column that holds numbers of people with count, and the lists with "
        "lists, or mend these cells",
    )  # fmt: skip


def _marks(table: Table, names: Sequence[str]) -> Ints:
    """1 where a row is on a list, (rows, lists)."""
    if strange := [name for name in names if not _only_marks(table.frame[name])]:
        _refuse_marks(table, strange[:MOST_TOLD])
    columns = [
        table.frame[name].cast(pl.String).fill_null("").str.strip_chars().str.to_lowercase()
        .is_in(ON).cast(pl.Int64).to_numpy()
        for name in names
    ]  # fmt: skip
    return np.stack(columns, axis=1)


def _numbers(table: Table, count: str | None) -> Ints:
    """How many people each row stands for; 1 where no column says."""
    if count is None:
        return np.ones(table.frame.height, dtype=np.int64)
    column = table.frame[count]
    made = column.cast(pl.String).str.replace_all(r"[ ,_']", "").cast(pl.Float64, strict=False)
    bad = (made.is_null() | (made < 0) | (made != made.round()) | ~made.is_finite()).fill_null(True)  # noqa: FBT003
    if bad.any():
        places = bad.arg_true().to_numpy()
        cells = ", ".join(repr(str(column[int(i)])[:20]) for i in places[:MOST_TOLD])
        raise Refused(
            f"{count} must hold whole numbers from 0 on", found=cells, where=_rows(table, places),
            next_step="correct them; a combination that nobody has may be left out",
        )  # fmt: skip
    return made.cast(pl.Int64).to_numpy()


def _rows(table: Table, places: Ints) -> str:
    shown = ", ".join(str(table.row_numbers[int(i)]) for i in places[:MOST_TOLD])
    more = f" and {places.size - MOST_TOLD} more" if places.size > MOST_TOLD else ""
    return f"{table.source}, row{'s' if places.size > 1 else ''} {shown}{more}"


def _only_marks(column: pl.Series) -> bool:
    plain = column.cast(pl.String).fill_null("").str.strip_chars().str.to_lowercase()
    return bool(plain.unique().is_in([*ON, *OFF]).all())


def _is_whole(column: pl.Series) -> bool:
    made = column.cast(pl.String).str.replace_all(r"[ ,_']", "").cast(pl.Float64, strict=False)
    return made.null_count() == 0 and bool((made == made.round()).all())
