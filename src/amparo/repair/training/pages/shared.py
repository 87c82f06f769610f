"""Training in a partner's own unit, as its page shows it: posts and courses, never a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amparo.repair.training.pages.officials import asks, stands
from amparo.repair.training.selectors.officials import Line
from amparo.repair.training.selectors.shared import OwnTraining
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Row

POSTS = ("Post", "Asks for", "Who holds it", "Stands")
COURSES = ("Course", "Held", Column("From your unit", number=True))


@dataclass(frozen=True)
class UnitSection:
    """One unit of the page."""

    name: str
    posts: Sequence[Row]
    courses: Sequence[Row]


def sections(units: Sequence[OwnTraining]) -> list[UnitSection]:
    """One section a unit; posts without what they ask for first."""
    return [
        UnitSection(
            one.unit.name,
            [_post(line) for line in sorted(one.lines, key=lambda line: not line.is_flag)],
            [
                Row((session.curriculum.course.title, spoken_date(session.to_on), f"{n:,}"))
                for session, n in sorted(one.courses, key=lambda pair: pair[0].to_on, reverse=True)
            ],
        )
        for one in units
    ]  # fmt: skip


def _post(line: Line) -> Row:
    held = line.holding
    who = Cell(held.holder_name, note=f"since {spoken_date(held.from_on)}") if held else \
        Cell("Nobody")  # fmt: skip
    return Row((line.need.post.title, asks(line), who, stands(line)))
