"""Dates and spans as people say them, and as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

Order = Literal["dmy", "mdy"]


class Precision(StrEnum):
    """How much of a date is known. A month or a year is kept as its first day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ABOUT = "about"


@dataclass(frozen=True)
class Dated:
    """A date and how much of it is known."""

    on: date
    precision: Precision

    def __str__(self) -> str:
        return spoken_date(self.on, self.precision)


class CannotReadDate(ValueError):
    """The text is not a date; the message tells the person what to write instead."""


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_NUMBER_OF = {name[:length].lower(): n for n, name in enumerate(MONTHS, 1) for length in (3, 9)}
_NUMBER_OF["sept"] = 9
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_ABOUT = {"about", "around", "approximately", "circa", "ca"}
EARLIEST_YEAR = 1900
LATEST_YEAR = 2199


def spoken_date(on: date, precision: str = Precision.DAY) -> str:
    """3 March 2024, March 2024, 2024 or about March 2024."""
    month = f"{MONTHS[on.month - 1]} {on.year}"
    match Precision(precision):
        case Precision.DAY:
            return f"{on.day} {month}"
        case Precision.MONTH:
            return month
        case Precision.YEAR:
            return str(on.year)
        case Precision.ABOUT:
            return f"about {month}"


def spoken_days(days: int) -> str:
    """1 day, 2 days."""
    return "1 day" if days == 1 else f"{days:,} days"


def spoken_due(due_on: date, today: date) -> str:
    """Today, tomorrow, in 5 days, 3 days overdue."""
    days = (due_on - today).days
    if days < 0:
        return f"{spoken_days(-days)} overdue"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {spoken_days(days)}")


def spoken_since(on: date, today: date) -> str:
    """Today, yesterday, 5 days ago; in 5 days for a day still to come."""
    days = (today - on).days
    if days < 0:
        return spoken_due(on, today)
    return {0: "today", 1: "yesterday"}.get(days, f"{spoken_days(days)} ago")


def read_date(text: str, *, order: Order = "dmy", today: date) -> Dated:
    """Read a date as typed: 3 March 2024, 03/03/2024, March 2024, 2024, about June 2024.

    `order` says how 03/04/2024 is read. Raises CannotReadDate with advice.
    """
    words = [word.lower() for word in _WORDS.findall(text.strip())]
    about = bool(words) and words[0] in _ABOUT
    words = words[1:] if about else words
    dated = _named_day(words, today) or _numbers(words, order) or _with_month_name(words)
    if dated is None:
        raise CannotReadDate(
            "Write the date like 3 March 2024. If the day is not known, March 2024 or 2024 will do."
        )
    if not EARLIEST_YEAR <= dated.on.year <= LATEST_YEAR:
        raise CannotReadDate(f"Write a year from {EARLIEST_YEAR} to {LATEST_YEAR}.")
    if about and dated.precision is Precision.YEAR:
        raise CannotReadDate("Add the month, like about June 2024, or leave out 'about'.")
    return Dated(dated.on.replace(day=1), Precision.ABOUT) if about else dated


def _named_day(words: list[str], today: date) -> Dated | None:
    if words == ["today"]:
        return Dated(today, Precision.DAY)
    if words == ["yesterday"]:
        return Dated(today - timedelta(days=1), Precision.DAY)
    return None


def _numbers(words: list[str], order: Order) -> Dated | None:
    if not words or not all(word.isascii() and word.isdigit() for word in words):
        return None
    match [(int(word), len(word)) for word in words]:
        case [(year, 4)]:
            return _dated(year, 1, 1, Precision.YEAR)
        case [(month, 1 | 2), (year, 4)] | [(year, 4), (month, 1 | 2)]:
            return _dated(year, month, 1, Precision.MONTH)
        case [(year, 4), (month, 1 | 2), (day, 1 | 2)]:
            return _dated(year, month, day, Precision.DAY)
        case [(first, 1 | 2), (second, 1 | 2), (year, 4)]:
            day, month = (first, second) if order == "dmy" else (second, first)
            return _dated(year, month, day, Precision.DAY)
        case [(_, 1 | 2), (_, 1 | 2), (_, 1 | 2)]:
            raise CannotReadDate("Write the year in full, like 2024.")
    return None


def _with_month_name(words: list[str]) -> Dated | None:
    months = [_NUMBER_OF[word] for word in words if word in _NUMBER_OF]
    numbers = [
        (int(number[1]), len(number[1]))
        for word in words
        if (number := re.fullmatch(r"(\d{1,4})", word, re.ASCII))
    ]
    ordinals = [word for word in words if word in {"st", "nd", "rd", "th", "of"}]
    if len(months) != 1 or len(months) + len(numbers) + len(ordinals) != len(words):
        return None
    match numbers:
        case [(year, 4)]:
            return _dated(year, months[0], 1, Precision.MONTH)
        case [(day, 1 | 2), (year, 4)]:
            return _dated(year, months[0], day, Precision.DAY)
        case [(_, 1 | 2)]:
            raise CannotReadDate("Add the year, like 3 March 2024.")
    return None


def _dated(year: int, month: int, day: int, precision: Precision) -> Dated:
    try:
        return Dated(date(year, month, day), precision)
    except ValueError as error:
        raise CannotReadDate("There is no such day. Check the day and the month.") from error
