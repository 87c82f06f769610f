"""What every page of law is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from amparo.directory.packs import milestone_types
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Row, Tone


@dataclass(frozen=True)
class Table:
    """A table with a heading of its own."""

    title: str
    columns: list[Column | str]
    rows: list[Row]
    empty: str = "Nothing is listed."


@dataclass(frozen=True)
class Part:
    """One part of a page: an opening line, facts, tables."""

    opening: str
    tables: list[Table]
    facts: tuple[Fact, ...] = ()


def plain(name: str) -> str:
    """A code as a word."""
    spaced = name.replace("_", " ")
    return spaced[:1].upper() + spaced[1:]


def named(codes: Iterable[str]) -> str:
    """The names of milestones, any of which will do."""
    return ", or ".join(milestone_types()[code].name for code in codes if code) or "None"


def source(said_by: str, begins: date | None, ends: date | None, *, checked: bool) -> Cell:
    """Where a fact is from, and when it is in force."""
    days = []
    if begins:
        days.append(f"from {spoken_date(begins)}")
    if ends:
        days.append(f"until {spoken_date(ends)}")
    said = f"In force {' '.join(days)}" if days else ""
    return Cell(said_by, note=said, **compared(checked=checked))


def compared(*, checked: bool) -> dict[str, Any]:
    """The tag of a fact that nobody has compared with its source yet."""
    return {} if checked else {"tag": "Not yet compared", "tone": Tone.WAITING}
