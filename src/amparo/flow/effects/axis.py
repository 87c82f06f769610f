"""Periods as whole numbers: months, quarters, weeks, days or plain numbers, on one line.

Two periods that follow each other differ by 1, so that a missing month is a gap and not a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import gcd
from typing import Any

import numpy as np
import polars as pl

from amparo.errors import Refused

FORMATS = (
    "%Y-%m-%d", "%Y-%m", "%Y/%m/%d", "%Y%m", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S",
)  # fmt: skip
LONGEST = 20_000  # periods; more are moments or case numbers, not periods
NEVER_WORDS = frozenset({"", "never", "nan", "none", "null", "na", "inf", "infinity", "nunca"})


class Kind(StrEnum):
    """What one period is."""

    NUMBER = "period"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Axis:
    """A line of periods.

    Units: `origin` and `step` are whole numbers, days or months, by `kind`; `n` periods.
    """

    kind: Kind
    origin: int
    step: int
    n: int

    @property
    def word(self) -> str:
        """What one period is called."""
        if self.kind is Kind.MONTH:
            return {1: "month", 3: "quarter", 6: "half-year", 12: "year"}.get(self.step, "period")
        return self.kind.value if self.step == 1 or self.kind is Kind.WEEK else "period"

    @property
    def cycle(self) -> int | None:
        """Periods in a year (in a week, for days); None where the line has no calendar."""
        if self.kind is Kind.MONTH and self.step < 12 and 12 % self.step == 0:
            return 12 // self.step
        return {Kind.WEEK: 52, Kind.DAY: 7}.get(self.kind) if self.step == 1 else None

    def label(self, index: int) -> str:
        """A period as people write it."""
        at = self.origin + index * self.step
        if self.kind is Kind.NUMBER:
            return str(at)
        return self.day(index).strftime("%Y-%m" if self.kind is Kind.MONTH else "%Y-%m-%d")

    def day(self, index: int) -> date:
        """The first day of a period; of plain numbers, a day that only serves to draw."""
        at = self.origin + index * self.step
        if self.kind is Kind.MONTH:
            return date(at // 12, at % 12 + 1, 1)
        if self.kind is Kind.WEEK:
            return date(1970, 1, 5) + timedelta(days=7 * at)
        return date(1970, 1, 1) + timedelta(days=at)

    def places(self, values: Sequence[Any], *, what: str) -> list[int | None]:
        """Where values lie on the line (which goes on beyond both ends); None for never.

        Raises: Refused where a value is of another kind than the periods.
        """
        return [None if is_never(value) else self._place(value, what) for value in values]

    def _place(self, value: Any, what: str) -> int:
        at: int | None
        if self.kind is Kind.NUMBER:
            at = _number(value)
        else:
            day = _day(value)
            at = None if day is None else _at(day, self.kind)
        if at is None:
            raise Refused(
                f"“{what}” must be written as the periods are", found=str(value),
                next_step=f"periods here are such as {self.label(0)}; blank means never",
            )  # fmt: skip
        return (at - self.origin) // self.step


def is_never(value: Any) -> bool:
    """Whether a cell says that the repair never came."""
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return True
    return isinstance(value, str) and value.strip().lower() in NEVER_WORDS


def axis_of(values: pl.Series) -> Axis:
    """The line that these periods lie on. Raises: Refused where they are no periods."""
    seen = values.drop_nulls().unique().to_list()
    if not seen:
        raise Refused("The period column is empty", found=values.name)
    numbers = [_number(value) for value in seen]
    if all(n is not None for n in numbers) and not _like_dates(seen):
        return _line(Kind.NUMBER, [n for n in numbers if n is not None], step=1)
    days = [_day(value) for value in seen]
    wrong = [str(v) for v, d in zip(seen, days, strict=True) if d is None]
    if wrong:
        raise Refused(
            "A period is a whole number, a month (2024-03) or a day (2024-03-01)",
            found=", ".join(sorted(wrong)[:3]), where=values.name,
        )  # fmt: skip
    known = [d for d in days if d is not None]
    if all(d.day == 1 for d in known):
        return _line(Kind.MONTH, [_at(d, Kind.MONTH) for d in known])
    if len({d.weekday() for d in known}) == 1:
        return _line(Kind.WEEK, [_at(d, Kind.WEEK) for d in known], step=1)
    return _line(Kind.DAY, [_at(d, Kind.DAY) for d in known], step=1)


def _line(kind: Kind, at: Sequence[int], step: int | None = None) -> Axis:
    first, last = min(at), max(at)
    width = step or gcd(*(x - first for x in at)) or 1
    n = (last - first) // width + 1
    if n > LONGEST:
        raise Refused(
            f"These are no periods: from the first to the last there are {n:,}",
            next_step="number the periods one by one, or write months (2024-03)",
        )
    return Axis(kind, first, width, n)


def _like_dates(seen: Sequence[Any]) -> bool:
    """Whether numbers such as 202403 or 20240315 are months or days."""
    text = [str(value).strip() for value in seen]
    return len({len(t) for t in text}) == 1 and all(
        len(t) in {6, 8} and t.isdigit() and 1900 < int(t[:4]) < 2200 and 1 <= int(t[4:6]) <= 12
        and (len(t) == 6 or 1 <= int(t[6:]) <= 31)
        for t in text
    )  # fmt: skip


def _number(value: Any) -> int | None:
    if isinstance(value, date):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number.is_integer() else None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in FORMATS:
        try:
            return datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007  (a day)
        except ValueError:
            continue
    return None


def _at(day: date, kind: Kind) -> int:
    if kind is Kind.MONTH:
        return day.year * 12 + day.month - 1
    days = (day - date(1970, 1, 1)).days
    return (days - 4) // 7 if kind is Kind.WEEK else days
