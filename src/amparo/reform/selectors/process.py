"""The process as the milestones show it: what follows what, and what is done again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from amparo.access.models import User
from amparo.directory.packs import milestone_types
from amparo.flow import EventLog, Exit, Pathway, Stage
from amparo.flow.process import Follows, Rework
from amparo.reform.selectors.figures import Asked, pathway_asked, rows_for


class Detail(StrEnum):
    """Which milestones the map is of."""

    STAGES = "stages"
    CASE = "case"


COMMON = "0.05"
LEAST = {
    COMMON: "one case in twenty or more",
    "0.1": "one case in ten or more",
    "0.02": "one case in fifty or more",
}
"""How common a way must be to be drawn; what connects the drawn stays."""


@dataclass(frozen=True)
class Process:
    """The map as drawn, the whole it was taken from, and the work done again."""

    drawn: Follows
    whole: Follows
    rework: Rework


def process_for(user: User, asked: Asked, *, detail: Detail, least: float, today: date) -> Process:
    """The process of what this user may count, and what cases go through more than once.

    Raises: CannotEstimate where there is no milestone to count.
    """
    rows, in_path = rows_for(user, asked)
    stages = _log_of(in_path, asked, today=today)
    case = _log_of(_about_cases(rows, in_path), asked, today=today)
    whole = (stages if detail is Detail.STAGES else case).follows()
    return Process(whole.above(least), whole, case.rework())


def _about_cases(rows: pl.DataFrame, in_path: pl.DataFrame) -> pl.DataFrame:
    """Of the same cases, also what is recorded of the case itself, such as each hearing."""
    codes = [code for code, kind in milestone_types().items() if kind.about == "case"]
    cases = in_path.get_column("case").unique().implode()
    wanted = [*codes, *in_path.get_column("type").unique()]
    return rows.filter(pl.col("case").is_in(cases), pl.col("type").is_in(wanted))


def _log_of(rows: pl.DataFrame, asked: Asked, *, today: date) -> EventLog:
    """The log with milestones by their names.

    What is about one of several people counts once a case, the first time: the second suspect's
    arrest is no work done again.
    """
    chosen = pathway_asked(asked.pathway)
    kinds = milestone_types()
    names = {code: kind.name for code, kind in kinds.items()}
    of_a_person = pl.col("type").is_in([c for c, k in kinds.items() if k.about != "case"])
    first = pl.struct("case", "type").is_first_distinct()
    a_day = pl.struct("case", "type", "happened_on").is_first_distinct()
    once = rows.filter(pl.when(of_a_person).then(first).otherwise(a_day))
    return EventLog.read(
        once.with_columns(pl.col("type").replace(names)),
        pathway=Pathway(
            case="case", shape="long", activity="type", time="happened_on",
            stages=tuple(Stage(s.name, *_named(s.codes, names)) for s in chosen.stages),
            exits=tuple(
                Exit(e.kind, "type", tuple(names[c] for c in e.codes), "happened_on")
                for e in chosen.exits
            ),
        ),
        as_of=min(asked.as_known_on or today, today),
    )  # fmt: skip


def _named(codes: tuple[str, ...], names: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    first, *others = (names[code] for code in codes)
    return first, tuple(others)
