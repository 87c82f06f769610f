"""A court clerk's spreadsheet of hearings, as rows: whatever the headers and dates look like.

Pure: nothing is looked up. A day that two readings fit is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from rapidfuzz import fuzz, process

from amparo.directory.packs import code_list
from amparo.errors import Refused
from amparo.flow.reading import read_content
from amparo.vault.sealing import normalised
from amparo.web.dates import CannotReadDate, Order, Precision, read_date, spoken_date

# What clerks head their columns with, folded; the first column that fits is taken.
HEADERS = {
    "number": ("docket", "docket no", "docket number", "case no", "case number", "criminal case no",
               "cc no", "sc no", "suit no", "file no", "number", "no of case"),
    "on": ("date", "hearing date", "date of hearing", "next date", "next hearing", "listed on",
           "day", "posted to", "schedule"),
    "hour": ("time", "hour", "starts at", "at"),
    "type": ("purpose", "stage", "for", "hearing", "type", "type of hearing", "nature", "setting"),
    "names": ("accused", "parties", "title", "name", "name of accused", "case title", "respondent",
              "people vs", "party"),
    "room": ("room", "court room", "courtroom", "hall", "court hall"),
}  # fmt: skip
CLOCK = re.compile(r"[ T]?(\d{1,2})[:.](\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?", re.IGNORECASE)
ALIKE = 85  # of 100; below it a purpose is called "other"


@dataclass(frozen=True)
class SheetRow:
    """One row of the clerk's list. `problem` says why it cannot be used; empty where it can."""

    row: int
    number: str
    names: str
    on: date | None
    hour: time | None
    type: str
    room: str
    problem: str = ""

    @property
    def words(self) -> str:
        """What the clerk wrote to say which case."""
        return ", ".join(filter(None, [self.number, self.names]))


@dataclass(frozen=True)
class Sheet:
    """The rows of a list; which columns were taken for what; how days were read."""

    rows: tuple[SheetRow, ...]
    columns: dict[str, str]
    unused: tuple[str, ...]
    note: str


def read_sheet(content: bytes, name: str, *, order: Order, today: date) -> Sheet:
    """Read a list. `order` is how the country writes 03/04/2024, where the list does not show it.

    Raises: Refused where there is no column of days, or neither numbers nor names.
    """
    table = read_content(content, name)
    columns = _columns(table.frame.columns)
    if "on" not in columns:
        raise Refused(
            "No column holds the days of the hearings", where=name,
            next_step="name it “date” or “hearing date”",
        )  # fmt: skip
    if not {"number", "names"} & columns.keys():
        raise Refused(
            "No column says which case",
            where=name,
            next_step="name it “docket number”, or “accused”",
        )
    cells = {what: table.frame.get_column(header).to_list() for what, header in columns.items()}
    days = _days_of(cells["on"], order, today)
    rows = tuple(
        _row(number, {what: held[index] for what, held in cells.items()}, days)
        for index, number in enumerate(table.row_numbers.to_list())
    )
    unused = tuple(one for one in table.frame.columns if one not in columns.values())
    return Sheet(rows, columns, unused, days.note)


def _columns(headers: Sequence[str]) -> dict[str, str]:
    """What → header, the exact names first, then those that hold one of them."""
    folded = {header: normalised(header) for header in headers}
    found: dict[str, str] = {}
    for whole in (True, False):
        for what, known in HEADERS.items():
            for header, words in folded.items():
                taken = what in found or header in found.values()
                fits = words in known if whole else any(f" {one} " in f" {words} " for one in known)
                if fits and not taken:
                    found[what] = header
    return found


def _pair(value: object) -> tuple[int, int] | None:
    """The first two numbers of 03/04/2024."""
    match = re.match(r"\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*\d{4}", str(value))
    return (int(match[1]), int(match[2])) if match else None


@dataclass(frozen=True)
class _Days:
    """How a column writes its days; `mixed` where it has both ways, so that some are doubtful."""

    order: Order
    mixed: bool
    today: date
    any_numbers: bool

    @property
    def note(self) -> str:
        if not self.any_numbers:
            return ""
        if self.mixed:
            return "Some days stand day first, some month first; doubtful ones are not used."
        said = "day first" if self.order == "dmy" else "month first"
        return f"Days like 03/04/2024 are read {said}."


def _days_of(values: Sequence[object], usual: Order, today: date) -> _Days:
    pairs = [pair for value in values if (pair := _pair(value))]
    day_first = any(first > 12 for first, _ in pairs)
    month_first = any(second > 12 for _, second in pairs)
    order: Order = usual
    if day_first != month_first:
        order = "dmy" if day_first else "mdy"
    return _Days(order, day_first and month_first, today, bool(pairs))


def _row(number: int, cells: dict[str, Any], days: _Days) -> SheetRow:
    def text(what: str) -> str:
        value = cells.get(what)
        return "" if value is None else " ".join(str(value).split())

    on, hour, problem = _day(cells["on"], days)
    words = f"{text('number')}{text('names')}"
    return SheetRow(
        number, text("number"), text("names"), on, _hour(cells.get("hour")) or hour,
        hearing_type(text("type")), text("room")[:80],
        problem or ("" if words else "It does not say which case"),
    )  # fmt: skip


def _day(value: Any, days: _Days) -> tuple[date | None, time | None, str]:
    """The day, the hour written with it, and what is wrong with it."""
    if isinstance(value, date):  # a datetime is one
        hour = value.time() if isinstance(value, datetime) and value.time() != time(0) else None
        return (value.date() if isinstance(value, datetime) else value), hour, ""
    text = "" if value is None else str(value).strip()
    clock = CLOCK.search(text)
    plain = (text[: clock.start()] + text[clock.end() :]).strip(" ,T") if clock else text
    on, problem = _whole_day(plain, days) if plain else (None, "It has no day")
    hour = _hour(clock[0]) if clock else None
    return on, hour if hour != time(0) else None, problem


def _whole_day(plain: str, days: _Days) -> tuple[date | None, str]:
    pair = _pair(plain)
    if days.mixed and pair and max(pair) <= 12 and pair[0] != pair[1]:
        year = int(plain[-4:]) if plain[-4:].isdigit() else days.today.year
        both = [spoken_date(date(year, month, day)) for day, month in (pair, pair[::-1])]
        return None, f"Its day could be {' or '.join(both)}"
    order: Order = days.order
    if days.mixed and pair and max(pair) > 12:
        order = "dmy" if pair[0] > 12 else "mdy"
    try:
        dated = read_date(_unweekday(plain), order=order, today=days.today)
    except CannotReadDate as error:
        return None, f"Its day “{plain[:40]}” cannot be read. {error}"
    whole = dated.precision is Precision.DAY
    return (dated.on, "") if whole else (None, f"“{plain[:40]}” is no whole day")


WEEKDAYS = re.compile(
    r"\b(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\b\.?,?", re.IGNORECASE
)


def _unweekday(text: str) -> str:
    return WEEKDAYS.sub("", text).strip(" ,()")


def _hour(value: Any) -> time | None:
    if isinstance(value, time):
        return value
    if isinstance(value, datetime):
        return value.time()
    match = CLOCK.search(str(value)) if value is not None else None
    if match is None:
        return None
    hour, half = int(match[1]), (match[3] or "").lower()[:1]
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return time(hour, int(match[2])) if hour < 24 and int(match[2]) < 60 else None


def hearing_type(words: str) -> str:
    """The code of the list of hearings that these words come nearest to; "other" for none."""
    entries = code_list("hearing_types").entries
    names = {entry.code: normalised(entry.name) for entry in entries}
    best = (
        process.extractOne(normalised(words), names, scorer=fuzz.token_set_ratio) if words else None
    )
    return best[2] if best and best[1] >= ALIKE else "other"
