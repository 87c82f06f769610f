"""The outcome of a repair as the records show it: its baseline, and its effect by the design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from amparo.access.models import User
from amparo.casework.cases import eventlog
from amparo.casework.cases.eventlog import Scope
from amparo.errors import CannotEstimate
from amparo.flow.clusters import recurrence
from amparo.flow.effects import Effect, Panel, drawn_design, effect, panel_of
from amparo.flow.effects.outcome import advanced_within
from amparo.reform.models import Exposure, Intervention
from amparo.reform.plans import Looks, Plan, digest_of
from amparo.reform.selectors.breaks import (
    kinds_of_places,
    not_rejected,
    reached,
    settled_days,
)
from amparo.reform.selectors.done import done_in_time, name_of
from amparo.reform.selectors.figures import Asked, log_for

TABLE = ("unit", "period", "k", "n")


@dataclass(frozen=True)
class Baseline:
    """The outcome by unit and period up to a day, and the fingerprint of its data."""

    rows: tuple[tuple[str, str, int, int], ...]
    digest: str
    until: date

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "rows": [list(row) for row in self.rows], "digest": self.digest,
            "until": self.until.isoformat(),
        }  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """What was found, with the fingerprint of the data it was found in; and of each place where
    the repair acts, since when, and how many of how many before it and after it."""

    found: Effect
    digest: str
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def places_acted(intervention: Intervention, *, planned: bool = False) -> dict[str, date]:
    """Unit → the first day on which the repair acted there."""
    rows = Exposure.objects.filter(intervention=intervention, is_planned=planned)
    found: dict[str, date] = {}
    for row in rows.select_related("institution", "unit").order_by("-from_on"):
        found[row.unit.name if row.unit else row.institution.name] = row.from_on
    return found


def outcome_table(user: User, plan: Plan, *, as_known_on: date) -> pl.DataFrame:
    """Units × periods with k of n, as the records stood on a day.

    Raises: CannotEstimate where nobody came to the step.
    """
    if plan.looks == Looks.RECURRENCE:
        rows = eventlog.read(user, Scope(), as_known_on)
        there = reached(rows, kinds_of_places()).filter(pl.col("step") == plan.step)
        found = not_rejected(eventlog.read_breakdowns(user, Scope(), as_known_on)).filter(
            pl.col("cause") == plan.cause, pl.col("step") == plan.step
        )
        made = recurrence(
            found, there, as_of=as_known_on, settled_days=settled_days(plan.cause),
            period=plan.period,
        )  # fmt: skip
    elif plan.looks == Looks.DONE:
        made = done_in_time(user, plan, as_known_on=as_known_on)
    else:
        log = log_for(user, Asked(by=plan.by, as_known_on=as_known_on), today=as_known_on)
        name = log.column_of(plan.by)
        known = log.frame.filter(pl.col(name).is_not_null())
        found_ = advanced_within(
            replace(log, frame=known),
            plan.start,
            plan.to,
            plan.within,
            by=plan.by,
            period=plan.period,
        )
        made = found_.frame.with_columns(
            (pl.col("value") * pl.col("n")).round().cast(pl.Int64).alias("k")
        ).select(*TABLE)
    if made.height == 0:
        raise CannotEstimate(
            "No case came to this step early enough to be judged",
            next_step="choose another step, or wait until there are some",
        )
    return made.sort("unit", "period")


def baseline_for(user: User, plan: Plan, *, today: date) -> Baseline:
    """The outcome as it stands today, to be locked with the plan."""
    table = outcome_table(user, plan, as_known_on=today)
    rows = _rows(table)
    return Baseline(rows, digest_of(rows), today)


def _rows(table: pl.DataFrame) -> tuple[tuple[str, str, int, int], ...]:
    return tuple(
        (str(unit), period.isoformat(), int(k), int(n))
        for unit, period, k, n in table.select(*TABLE).iter_rows()
    )


def judge(
    user: User, intervention: Intervention, plan: Plan, *, as_known_on: date, looked_at: int = 1
) -> Judged:
    """What the repair did, by the design of its plan, or the one that its exposure allows.

    Where the plan names none: one place, or all places at once: a series. Some places and not
    others, or one after another: differences in differences. Drawn by lot and all repaired: a
    wedge. The checks of the design are part of it.
    Raises: CannotEstimate where the repair has acted nowhere yet, or nothing can be compared.
    """
    acted = places_acted(intervention)
    if not acted:
        raise CannotEstimate(
            "The repair has acted nowhere yet", next_step="record where it acts, and from when"
        )
    table = outcome_table(user, plan, as_known_on=as_known_on)
    units = set(table.get_column("unit").to_list())
    unknown = sorted(set(acted) - units)
    if len(unknown) == len(acted):
        raise CannotEstimate(
            "No case came to the step where the repair acts", found=", ".join(unknown[:5]),
            next_step="check the places, or wait for cases",
        )  # fmt: skip
    there = {u: on for u, on in acted.items() if u in units}
    panel = panel_from(table, there, plan)
    design = plan.method or drawn_design(panel, plan.timing)
    return Judged(
        effect(panel, design=design, better=plan.better, timing=plan.timing, looked_at=looked_at),
        digest_of(_rows(table), {u: on.isoformat() for u, on in acted.items()}),
        places_of(table, there, plan),
    )  # fmt: skip


def places_of(
    table: pl.DataFrame, acted: Mapping[str, date], plan: Plan
) -> dict[str, dict[str, Any]]:
    """Each repaired place: since when, and k of n before its first repaired period and since."""
    found = {}
    for unit, on in sorted(acted.items()):
        own, start = table.filter(pl.col("unit") == unit), period_of(on, plan.period)
        sides = {
            "before": own.filter(pl.col("period") < start),
            "after": own.filter(pl.col("period") >= start),
        }
        counts = {
            side: [int(rows.get_column("k").sum()), int(rows.get_column("n").sum())]
            for side, rows in sides.items()
        }
        found[unit] = {"since": on.isoformat(), **counts}
    return found


def panel_from(table: pl.DataFrame, acted: dict[str, date], plan: Plan) -> Panel:
    """The table as the effects take it; one unit alone is a series of its own."""
    starts = {unit: period_of(on, plan.period) for unit, on in acted.items()}
    name = outcome_name(plan)
    frame = table.rename({"k": name})
    return panel_of(
        frame, outcome=name, unit="unit", period="period", n="n", treated_from=starts
    )  # fmt: skip


def period_of(on: date, period: str) -> date:
    """The first period that begins on the day or after it: one half repaired is not repaired."""
    months = {"month": 1, "quarter": 3}[period]
    index = on.year * 12 + on.month - 1
    start = index - index % months
    if date(start // 12, start % 12 + 1, 1) < on:
        start += months
    return date(start // 12, start % 12 + 1, 1)


def outcome_name(plan: Plan) -> str:
    """The outcome in words, as sentences go on."""
    if plan.looks == Looks.RECURRENCE:
        return "the share of cases that broke so"
    if plan.looks == Looks.DONE:
        return (
            f"the share of cases with {name_of(plan.to)} within {plan.within} days of "
            f"{name_of(plan.start)}"
        )
    return f"the share that went from {plan.start} to {plan.to} within {plan.within} days"
