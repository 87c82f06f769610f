"""Units compared at one step, from where the unit is known, each with what chance allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amparo.access.models import User
from amparo.flow.comparing import Compared, compare_units
from amparo.reform.selectors.figures import Asked, pathway_asked
from amparo.reform.selectors.groups import GROUPS, own_steps
from amparo.reform.selectors.opportunities import log_by_unit

UNITS = {name: GROUPS[name] for name in ("station", "court")}
"""What is a unit: an institution's own part that acts on cases."""
YEAR = 365
WITHIN = (90, 180, YEAR, 730)


@dataclass(frozen=True)
class ComparedUnits:
    """Units at one step, and what was asked."""

    compared: Compared
    asked: Asked
    step: int
    n_unknown: int
    counted_to: date


def steps_to_compare(by: str, pathway: str) -> list[tuple[int, str]]:
    """(index, name) of the steps that are this kind of unit's own, and fair to compare."""
    chosen = pathway_asked(pathway)
    names = [stage.name for stage in chosen.stages]
    return [(index, f"{names[index]} → {names[index + 1]}") for index in own_steps(by, chosen)]


def units_for(user: User, asked: Asked, *, step: int, within: int, today: date) -> ComparedUnits:
    """The units of what this user may count, at one step; the first fair one for any other.

    Raises: CannotEstimate where there is no such step, or too little to compare.
    """
    log, n_unknown, first = log_by_unit(user, asked, today=today)
    index = step if step in dict(steps_to_compare(asked.by, asked.pathway)) else first
    between = log.pathway.step(*log.stages[index : index + 2])
    compared = compare_units(log, between, by=asked.by, within=within)
    return ComparedUnits(compared, asked, index, n_unknown, log.as_of)
