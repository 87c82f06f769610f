"""Dates as people write them: the order of day and month is decided over the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from amparo.errors import Refused
from amparo.flow.findings import MOST_ROWS, Assumption, Finding
from amparo.flow.reading.table import Table, is_date_type

NOTHING = frozenset(
    {"na", "n/a", "nan", "nat", "null", "none", "nil", "-", "--", "?", ".", "unknown"}
)
TIME_OF_DAY = r"[T ,]+\d{1,2}:\d{2}.*$"
ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
PACKED = re.compile(r"^(1[89]|2[01])(\d{2})(\d{2})(\d{2})$")
NUMBERS = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$")
DAY_NAME = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th|\.|º)?[-/ ]*(?:de )?([^\W\d]+)\.?[-/, ]*(?:de |del )?(\d{4}|\d{2})$"
)
NAME_DAY = re.compile(r"^([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
SERIAL = re.compile(r"^(\d{5})(?:\.\d+)?$")
SERIAL_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets that believe 1900 was a leap year
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero janv janvier", "feb february febrero fev fevr fevrier",
            "mar march marzo mars", "apr april abr abril avr avril", "may mayo mai",
            "jun june junio juin", "jul july julio juil juillet", "aug august ago agosto aout",
            "sep sept september septiembre setiembre septembre", "oct october octubre octobre",
            "nov november noviembre novembre", "dec december dic diciembre decembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ACCENTS = str.maketrans("áéíóúûñç", "aeiouunc")


@dataclass(frozen=True)
class ParsedDates:
    """A column read as days.

    Shapes: `values` has one Date a row of the table, null where blank or unreadable.
    Units: `share_read` is of the cells that are not blank, 0 to 1.
    """

    values: pl.Series
    order: str
    share_read: float
    assumptions: tuple[Assumption, ...] = ()
    findings: tuple[Finding, ...] = ()


def parse_dates(table: Table, column: str, *, order: str | None = None) -> ParsedDates:
    """Read a column as days.

    `order` ("day-first" or "month-first") settles 03/04/2024; left out, the column decides, since a
    number above 12 can only be a day. Where the column does not tell, the table's other columns do.
    Raises: Refused for a column that is not there.
    """
    if column not in table.frame.columns:
        raise Refused(
            f"There is no column “{column}”", where=table.source,
            next_step="choose one of: " + ", ".join(table.frame.columns[:40]),
        )  # fmt: skip
    cells = table.frame.get_column(column)
    if is_date_type(cells.dtype):
        return ParsedDates(cells.cast(pl.Date).alias(column), "typed", 1.0)
    text = _without_time(cells)
    counts = text.drop_nulls().value_counts()
    written = dict(zip(counts.get_column(text.name), counts.get_column("count"), strict=True))
    decided, assumptions, findings = _order_of(written, column, order)
    if decided == "undecided" and order is None:
        decided, note = _order_elsewhere(table, column)
        assumptions.append(Assumption(f"order of day and month in {column}", decided, note))
    read = {cell: _read(cell, decided) for cell in written}
    blank = sum(n for cell, n in written.items() if cell.casefold() in NOTHING)
    n_read = sum(n for cell, n in written.items() if read[cell] is not None)
    values = text.replace_strict(
        list(read), list(read.values()), return_dtype=pl.Date, default=None
    )
    total = sum(written.values()) - blank
    findings += _unreadable(text, values, table.row_numbers, column)
    return ParsedDates(
        values.alias(column), decided, n_read / total if total else 0.0,
        tuple(assumptions), tuple(findings),
    )  # fmt: skip


def looks_like_dates(cells: Iterable[str]) -> float:
    """The share of these cells that read as a day between 1900 and 2300, in either order."""
    read = [_read(cell, "day-first") or _read(cell, "month-first") for cell in cells]
    good = [day for day in read if day is not None and 1900 <= day.year <= 2300]
    return len(good) / len(read) if read else 0.0


def _without_time(cells: pl.Series) -> pl.Series:
    """As text, the time of day cut off: a date is the calendar date in the offset as written."""
    text = cells.cast(pl.String).str.strip_chars()
    return text.str.replace(TIME_OF_DAY, "").str.strip_chars().replace("", None)


def _order_of(
    written: dict[str, int], column: str, order: str | None
) -> tuple[str, list[Assumption], list[Finding]]:
    """Which comes first, day or month, weighed by how many cells only one order can read."""
    day_first = month_first = other = 0
    for cell, n in written.items():
        if (found := NUMBERS.match(cell)) is None:
            other += n
            continue
        one, two = int(found[1]), int(found[2])
        day_first += n if one > 12 >= two else 0
        month_first += n if two > 12 >= one else 0
    if order is not None:
        return order, [Assumption(f"order of day and month in {column}", order, "given")], []
    if other == sum(written.values()):
        return "year-first", [], []
    if day_first == month_first == 0:
        return "undecided", [], []
    decided = "day-first" if day_first >= month_first else "month-first"
    n, against = max(day_first, month_first), min(day_first, month_first)
    assumptions = [
        Assumption(f"order of day and month in {column}", decided, f"{n:,} cells allow no other")
    ]
    findings = []
    if against:
        problem = f"dates that fit only the other order than {decided}"
        findings.append(Finding(problem, column, against))
    return decided, assumptions, findings


def _order_elsewhere(table: Table, column: str) -> tuple[str, str]:
    """What the table's other columns show, or day-first, said as a guess."""
    votes = {"day-first": 0, "month-first": 0}
    for name in table.frame.columns:
        cells = table.frame.get_column(name)
        if name == column or cells.dtype != pl.String:
            continue
        counts = _without_time(cells.head(20_000)).drop_nulls().unique().to_list()
        decided, _, _ = _order_of(dict.fromkeys(counts, 1), name, None)
        if decided in votes:
            votes[decided] += 1
    if votes["day-first"] == votes["month-first"]:
        return "day-first", "a guess: no date in the file has a day above 12; check it"
    decided = max(votes, key=lambda o: votes[o])
    return decided, "the file's other date columns allow no other"


def _year(digits: str) -> int:
    """Two digits mean the century that puts the year at most five years ahead of today."""
    year = int(digits)
    if len(digits) == 4:
        return year
    pivot = date.today().year % 100 + 5  # noqa: DTZ011  (a century, not a day)
    return 2000 + year if year <= pivot else 1900 + year


def _read(cell: str, order: str) -> date | None:
    """One cell as a day, or None."""
    try:
        return _parsed(cell, order)
    except (ValueError, OverflowError):
        return None


def _parsed(cell: str, order: str) -> date | None:  # noqa: PLR0911  (one way of writing each)
    if found := ISO.match(cell):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := NUMBERS.match(cell):
        one, two, year = int(found[1]), int(found[2]), _year(found[3])
        day, month = (two, one) if order == "month-first" else (one, two)
        return date(year, month, day)
    if found := PACKED.match(cell):
        return date(int(found[1] + found[2]), int(found[3]), int(found[4]))
    if found := SERIAL.match(cell):
        return SERIAL_ZERO + timedelta(days=int(found[1]))
    folded = cell.casefold().translate(ACCENTS)
    if found := DAY_NAME.match(folded):
        return _named(found[2], found[1], found[3])
    if found := NAME_DAY.match(folded):
        return _named(found[1], found[2], found[3])
    return None


def _named(month: str, day: str, year: str) -> date | None:
    number = MONTHS.get(month)
    return date(_year(year), number, int(day)) if number else None


def _unreadable(text: pl.Series, values: pl.Series, rows: pl.Series, column: str) -> list[Finding]:
    """Cells that say nothing, and cells that cannot be read, each with examples."""
    wrong = text.is_not_null() & values.is_null()
    if not wrong.any():
        return []
    empty = text.str.to_lowercase().is_in(list(NOTHING)).fill_null(value=False)
    found = []
    for problem, mask in (
        ("cells that say there is no date", wrong & empty),
        ("dates that cannot be read, counted as not there", wrong & ~empty),
    ):
        n = int(mask.sum())
        if n:
            pairs = zip(rows.filter(mask).head(5), text.filter(mask).head(5), strict=True)
            examples = tuple(f"row {row}: {str(cell)[:40]}" for row, cell in pairs)
            where = tuple(rows.filter(mask).head(MOST_ROWS).to_list())
            found.append(Finding(problem, column, n, examples, where))
    return found
