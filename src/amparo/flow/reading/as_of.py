"""The day of the data: the latest plausible date in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from amparo.errors import Refused
from amparo.flow.findings import Assumption
from amparo.flow.reading.dates import ParsedDates

TAIL_GAP_DAYS = 120
TAIL_SHARE = 0.002
STRAYS = 2  # a column's last dates, left out when asking where the column ends
PLANNED_FROM = 1_000  # dates; a small file cannot show which dates were planned ahead
PLANNED_SHARE = 0.01
PLANNED_DAYS = 7  # columns that end within a week of one another all end with the data


def as_of_day(
    parsed: Sequence[ParsedDates], given: date | None, now: date
) -> tuple[date, list[Assumption]]:
    """The latest plausible date.

    Not after today; not a few strays beyond a gap; and in a file of some size not among the dates
    planned ahead, which only a minority of columns hold after the others have ended.
    """
    if given is not None:
        return given, [Assumption("as of", given.isoformat(), "given")]
    columns = [p.values.drop_nulls().alias("d") for p in parsed]
    past = [column.filter(column <= now) for column in columns]
    days = pl.concat(past)
    if days.len() == 0:
        raise Refused("No date in the file lies in the past", next_step="check the date format")
    if (end := _end_of_most(past)) is not None:
        beyond = int((days > end).sum())
        because = f"most columns end here; {beyond:,} later dates in the others look planned"
        return end, [Assumption("as of", end.isoformat(), because)]
    end, beyond = _before_strays(days)
    because = "the latest date in the file that is not after today"
    if beyond:
        because = f"the latest date before a gap of months; strays after it: {beyond}"
    elif days.len() < (total := sum(column.len() for column in columns)):
        because = f"the latest date; {total - days.len()} lie after today and are not used"
    return end, [Assumption("as of", end.isoformat(), because)]


def _end_of_most(columns: Sequence[pl.Series]) -> date | None:
    """The day by which half of the columns end, where what lies beyond is under a hundredth."""
    total = sum(column.len() for column in columns)
    if total < PLANNED_FROM or len(columns) < 3:
        return None
    ends = sorted(
        (c.sort(descending=True)[STRAYS] for c in columns if c.len() > STRAYS),
        reverse=True,
    )
    end: date = ends[(len(ends) + 1) // 2 - 1]
    beyond = sum(int((column > end).sum()) for column in columns)
    last: date = max(column.max() for column in columns if column.len())  # type: ignore[type-var, assignment]
    ahead = last - end > timedelta(days=PLANNED_DAYS)
    return end if ahead and 0 < beyond <= total * PLANNED_SHARE else None


def _before_strays(days: pl.Series) -> tuple[date, int]:
    """The last day before a gap of months that only strays follow, and how many those are."""
    counts = days.value_counts().sort("d")
    ordered, n = counts.get_column("d").to_list(), counts.get_column("count").to_list()
    last, beyond = len(ordered) - 1, 0
    for index in range(len(ordered) - 1, 0, -1):
        beyond += n[index]
        if beyond > max(2, days.len() * TAIL_SHARE):
            break
        if ordered[index] - ordered[index - 1] > timedelta(days=TAIL_GAP_DAYS):
            last = index - 1
    return ordered[last], sum(n[last + 1 :])
