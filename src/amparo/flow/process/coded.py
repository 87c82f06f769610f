"""A log's events as three columns of whole numbers, which any engine can scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo.errors import Refused
from amparo.flow.eventlog import CASE, EXIT
from amparo.flow.eventlog.events import ACTIVITY, DAY

if TYPE_CHECKING:
    from amparo.flow.eventlog import EventLog
    from amparo.flow.pathway import Pathway

Ints = npt.NDArray[np.int32]
MOST = 65_535  # activities; a path of a case is kept as 16-bit numbers
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Coded:
    """Events in order: by case, and within a case as they happened.

    Shapes: one value an event: `case_code` (0, 1 … ascending), `activity_code` (a place in
    `activities`) and `day` (days since 1970-01-01, never falling within a case); one value a case:
    `finished`.
    """

    case_code: Ints
    activity_code: Ints
    day: Ints
    activities: tuple[str, ...]
    finished: Flags

    @property
    def n_cases(self) -> int:
        """How many cases have an event."""
        return self.finished.size

    @property
    def n_events(self) -> int:
        """How many events."""
        return self.case_code.size


def coded_of(log: EventLog, *, ends: Sequence[str] = ()) -> Coded:
    """The log's events, coded. An activity that is a stage bears the stage's name.

    A case is finished when it has left by an exit or reached the last stage; where `ends` names
    activities, when its last event is one of them.
    Raises: Refused for an end that never happens in the log.
    """
    events = log.events()
    words = events.get_column(ACTIVITY)
    words = words.replace(stage_names(log.pathway, words))
    names = sorted(words.unique().to_list())
    if len(names) > MOST:
        raise Refused(
            "This column names almost every event differently, so there is no process to draw",
            found=f"{len(names):,} activities", where=log.source,
            next_step="name the column that says what happened with activity= (or --activity)",
        )  # fmt: skip
    code = dict(zip(names, range(len(names)), strict=True))
    case = events.get_column(CASE)
    case_code = case.rle_id().to_numpy().astype(np.int32)
    day = events.get_column(DAY).to_physical().to_numpy().astype(np.int32)
    activity_code = words.replace_strict(code, return_dtype=pl.Int32).to_numpy().astype(np.int32)
    if ends:
        if strange := sorted(set(ends) - set(names)):
            raise Refused(
                "No event of the log has the activity that ends a case", found=", ".join(strange),
                where=log.source, next_step="choose among: " + ", ".join(names[:40]),
            )  # fmt: skip
        last = np.append(case_code[1:] != case_code[:-1], values=True)[: case_code.size]
        finished = np.isin(activity_code[last], [code[name] for name in ends])
    else:
        done = pl.col(EXIT).is_not_null() | pl.col(log.stages[-1]).is_not_null()
        with_events = case.unique(maintain_order=True).to_frame()
        known = log.frame.select(CASE, done.alias("finished"))
        joined = with_events.join(known, on=CASE, how="left", maintain_order="left")
        finished = joined.get_column("finished").to_numpy().astype(np.bool_)
    return Coded(case_code, activity_code, day, tuple(names), finished)


def stage_names(pathway: Pathway, activities: pl.Series) -> dict[str, str]:
    """Each activity that is a stage under another name, with the stage's name.

    A stage's name that is also the name of a different activity renames nothing: two things
    would become one.
    """
    if pathway.shape != "long":
        return {}
    named = {
        word: stage.name for stage in pathway.stages for word in (stage.column, *stage.aliases)
    }
    others = set(activities.unique().to_list()) - set(named)
    return {word: name for word, name in named.items() if word != name and name not in others}
