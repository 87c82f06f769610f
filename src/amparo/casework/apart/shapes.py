"""Stays as rows."""

from __future__ import annotations

from collections.abc import Sequence

from amparo.casework.apart.selectors import StayLine
from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.web.shapes import Cell, Row, Tone

COLUMNS = ["Who", "Where", "When", "What for", "Kept apart", "What to do"]


def rows_of(lines: Sequence[StayLine], case: Case, *, may_write: bool) -> list[Row]:
    """One row a stay; whoever was allowed to meet stands out, with the reason."""
    return [_row(line, case, may_write=may_write) for line in lines]


def _row(line: StayLine, case: Case, *, may_write: bool) -> Row:
    apart = Cell("Yes")
    if line.reason:
        tag = "Would meet" if line.is_planned else "Met"
        apart = Cell(tag=tag, tone=Tone.DANGER, note=line.reason)
    leave = address("place_leave", case, stay=line.stay_id)
    return Row(
        [
            Cell(line.who, note="Planned" if line.is_planned else ""),
            Cell(line.place, note=line.kind),
            line.when,
            line.purpose,
            apart,
            Cell(_act(line), leave) if may_write and not line.has_left else "",
        ],
        urgent=bool(line.reason),
    )


def _act(line: StayLine) -> str:
    """What may be said of it: how a plan went, when they left, or that an end was wrong."""
    if line.is_planned:
        return "Say how it went"
    return "Correct it" if line.until_at else "They left"
