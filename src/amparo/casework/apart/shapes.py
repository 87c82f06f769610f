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
    open_ended = may_write and not line.has_left
    leave = address("place_leave", case, stay=line.stay_id)
    return Row(
        [
            Cell(line.who, note="Planned" if line.is_planned else ""),
            Cell(line.place, note=line.kind),
            line.when,
            line.purpose,
            apart,
            Cell("They left", leave) if open_ended else "",
        ],
        urgent=bool(line.reason),
    )
