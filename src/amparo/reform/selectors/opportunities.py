"""Where to repair first, and who already does it, over what this user may count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from amparo.access.models import User
from amparo.errors import CannotEstimate
from amparo.flow import EventLog
from amparo.flow.opportunity import Opportunities
from amparo.reform.selectors.figures import Asked, log_for, pathway_asked
from amparo.reform.selectors.groups import GROUPS, own_steps


@dataclass(frozen=True)
class Repairs:
    """What a repair would win at each place, and what was asked."""

    found: Opportunities
    asked: Asked
    first_step: int
    n_cases: int
    n_unknown: int
    counted_to: date


def opportunities_for(user: User, asked: Asked, *, today: date) -> Repairs:
    """What a repair of each step in each unit would win, from where the unit is known.

    Raises: CannotEstimate where no step begins there, or the units are too few.
    """
    log, n_unknown, first = log_by_unit(user, asked, today=today)
    part = replace(log.pathway, stages=log.pathway.stages[first:])
    found = log.opportunities(part, by=asked.by)
    own = {log.stages[index] for index in own_steps(asked.by, pathway_asked(asked.pathway))}
    kept = replace(
        found,
        places=tuple(place for place in found.places if place.start in own),
        bright_spots=tuple(spot for spot in found.bright_spots if spot.start in own),
        left_out=tuple(one for one in found.left_out if one[1].split(" → ")[0] in own),
    )
    return Repairs(kept, asked, first, log.n, n_unknown, log.as_of)


def log_by_unit(user: User, asked: Asked, *, today: date) -> tuple[EventLog, int, int]:
    """The log of cases whose unit is known, how many have none, and the first fair step.

    Raises: CannotEstimate where no step of the pathway is the unit's own, or none is recorded.
    """
    chosen = pathway_asked(asked.pathway)
    own = own_steps(asked.by, chosen)
    if not own:
        raise CannotEstimate(
            f"On this pathway no step is that of “{GROUPS[asked.by]}”",
            next_step="choose another pathway, or another kind of unit",
        )
    log = log_for(user, replace(asked, group=""), today=today)
    first = own[0]
    come = log.frame.filter(pl.col(log.stages[first]).is_not_null())
    known = come.filter(pl.col(log.column_of(asked.by)).is_not_null())
    if known.height == 0:
        raise CannotEstimate(
            f"Of no case that came to “{log.stages[first]}” the records say which unit it was",
            next_step="record the institution and unit with each milestone, or choose wider dates",
        )
    return replace(log, frame=known), come.height - known.height, first
