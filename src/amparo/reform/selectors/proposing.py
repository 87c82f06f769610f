"""Which design a repair's roll-out carries, proposed with reasons before its plan is registered."""

from __future__ import annotations

from datetime import date

import polars as pl

from amparo.access.models import User
from amparo.errors import CannotEstimate
from amparo.flow.effects import Fit, Rollout, Timing, fitting
from amparo.reform.models import Intervention
from amparo.reform.plans import Looks, Plan
from amparo.reform.selectors.evaluating import outcome_table, places_acted


def plan_of_the_problem(made: Intervention) -> Plan:
    """The plan that counts how often the problem of a repair comes back, at every station."""
    problem = made.problem
    return Plan(
        looks=Looks.RECURRENCE, cause=problem.cause, step=problem.step, start="", to="", within=0,
        by="station", period="quarter", better="lower", timing="chosen", units={}, expected=0.0,
        why="",
    )  # fmt: skip


def rollout_of(user: User, made: Intervention, *, today: date, timing: Timing) -> Rollout | None:
    """Where and when the repair acts or is planned to, beside every unit that comes to its step.

    None while it is planned nowhere.
    """
    starts = {**places_acted(made, planned=True), **places_acted(made)}
    if not starts:
        return None
    units: set[str] = set()
    before = 0
    try:
        table = outcome_table(user, plan_of_the_problem(made), as_known_on=today)
        units = set(table.get_column("unit").to_list())
        first = min(starts.values())
        before = table.filter(pl.col("period") < first).get_column("period").n_unique()
    except CannotEstimate:  # nobody came to the step yet: only the places are known
        pass
    every: dict[str, date | None] = {unit: starts.get(unit) for unit in units | set(starts)}
    return Rollout(every, before, timing)


def proposed_for(user: User, made: Intervention, *, today: date) -> tuple[Fit, ...]:
    """The designs with reasons, the one to propose first; as if by lot only where that is said."""
    found = rollout_of(user, made, today=today, timing=Timing.CHOSEN)
    return fitting(found) if found else ()
