"""Histories in a line: `code@day` counts days from 1 January 2024, `code@day/person` names whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from amparo.reform.detect.history import Event, History

START = date(2024, 1, 1)


def day(n: int) -> date:
    return START + timedelta(days=n)


def event(word: str, number: int) -> Event:
    """One milestone: `~` before the day says that only the month is known, `!` a reason."""
    code, _, rest = word.partition("@")
    at, _, person = rest.partition("/")
    return Event(
        id=f"e{number}", row=f"e{number}", type=code, on=day(int(at.strip("~!"))), person=person,
        institution="police", unit="station", is_exact="~" not in at, has_reason="!" in at,
    )  # fmt: skip


def history(words: str = "", *, today: int = 400, **parts: Any) -> History:
    """A history of these milestones, as it stands on a day."""
    return History(
        today=day(today), events=tuple(event(w, i) for i, w in enumerate(words.split())), **parts
    )
