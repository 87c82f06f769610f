"""One column of dates, and what of it counts."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from amparo.flow.findings import MOST_ROWS, Finding
from amparo.flow.pathway import Pathway
from amparo.flow.reading import Guess, Table, parse_dates

AFTER = "dated after the as-of day"
UNREADABLE = "dates that cannot be read"
SAID_NONE = "cells that say there is no date"


@dataclass(frozen=True)
class DatedColumn:
    """A date column with its account.

    Shapes: `valid`, `filled` and `after` have one value a row: the day that counts, whether the
    cell was not blank, whether its day lies after the as-of date.
    """

    valid: pl.Series
    filled: pl.Series
    after: pl.Series
    set_aside: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]

    @property
    def read(self) -> int:
        """How many cells were not blank."""
        return int(self.filled.sum())


def dated_column(table: Table, name: str, found: Guess, pathway: Pathway) -> DatedColumn:
    """The days of a column as of the pathway's day; later ones count as not there, and are told."""
    parsed = found.dates.get(name) or parse_dates(table, name, order=pathway.date_order)
    values = parsed.values
    filled = table.frame.get_column(name).is_not_null()
    after = (values > found.as_of).fill_null(value=False)
    valid = pl.select(pl.when(~after).then(values)).to_series().alias("valid")
    said_none = sum(f.count for f in parsed.findings if f.problem == SAID_NONE)
    unreadable = int((filled & values.is_null()).sum()) - said_none
    findings = list(parsed.findings)
    if n_after := int(after.sum()):
        rows = table.row_numbers.filter(after)
        days = values.filter(after)
        examples = tuple(
            f"row {row}: {day.isoformat()}"
            for row, day in zip(rows.head(5), days.head(5), strict=True)
        )
        problem = f"dates after the as-of day {found.as_of.isoformat()}, counted as not there"
        findings.append(
            Finding(problem, name, n_after, examples, tuple(rows.head(MOST_ROWS).to_list()))
        )
    set_aside = ((UNREADABLE, unreadable), (SAID_NONE, said_none), (AFTER, n_after))
    return DatedColumn(valid, filled, after, set_aside, tuple(findings))
