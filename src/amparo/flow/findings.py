"""What was noticed and what was assumed while reading: nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass

MOST_ROWS = 10_000  # row numbers a finding carries; a file of millions would drown its report


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem seen in the data: how often, where, and a few examples ("row 41: 03/15/2219").

    `rows` holds the row numbers of the file, all of them up to `MOST_ROWS`.
    """

    problem: str
    column: str | None
    count: int
    examples: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something taken to be so without being told, and why."""

    about: str
    value: str
    because: str
