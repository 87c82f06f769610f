"""A verdict looked at again: whether it still holds, and whether the trouble moved elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from uuid import UUID

import polars as pl

from amparo.access.models import User
from amparo.directory.models import Unit
from amparo.directory.packs import pathways
from amparo.errors import CannotEstimate, NotVisible, Refused
from amparo.flow.attrition import wilson
from amparo.flow.beforeafter import difference_of_shares
from amparo.flow.effects.outcome import advanced_within
from amparo.flow.survival import Interval
from amparo.reform.models import Evaluation, Registration
from amparo.reform.plans import Looks, Plan
from amparo.reform.selectors.evaluating import Judged, judge, outcome_table, places_acted
from amparo.reform.selectors.figures import Asked, log_for

FEWEST = 10
WITHIN = 180


@dataclass(frozen=True)
class Moved:
    """An outcome where or when the repair did not act, before its first day and after it.

    `is_worse`: whether it got worse by more than chance explains; None where cases are too few.
    """

    name: str
    k_before: int
    n_before: int
    k_after: int
    n_after: int
    before: Interval
    after: Interval
    gap: Interval
    is_worse: bool | None


@dataclass(frozen=True)
class Again:
    """A verdict beside the same plan judged anew.

    `same_data`: whether the records of that day still have the fingerprint they had. `then` and
    `now` are the verdicts over the records as of that day and of today; None where nothing can be
    judged, with the reason in words.
    """

    kept: Evaluation
    same_data: bool
    then: Judged | None
    now: Judged | None
    why_not: str
    moved: tuple[Moved, ...]

    @property
    def still_holds(self) -> bool | None:
        """Whether today's records carry the same claim; None where they cannot be judged."""
        if self.now is None:
            return None
        return str(self.now.found.verdict.claim.value) == str(self.kept.result["claim"])


def evaluation_for(user: User, pk: UUID) -> Evaluation:
    """One verdict of the person's office; NotVisible where there is none."""
    row = (
        Evaluation.objects.all().visible_to(user).filter(pk=pk)
        .select_related("intervention__problem", "registration").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return row


def again_for(user: User, pk: UUID, *, today: date) -> Again:
    """Judge by the same plan as of the same day, and as of today; and look beside the repair."""
    row = evaluation_for(user, pk)
    plan = Plan(**row.registration.plan)
    looked_at = max(1, Registration.objects.filter(intervention=row.intervention).count())
    then, _ = _judged(user, row, plan, row.as_known_on, looked_at)
    now, why_not = _judged(user, row, plan, today, looked_at)
    return Again(
        row, then is not None and then.digest == row.data_digest, then, now, why_not,
        moved_for(user, places_acted(row.intervention), plan, as_known_on=today),
    )  # fmt: skip


def _judged(
    user: User, row: Evaluation, plan: Plan, on: date, looked_at: int
) -> tuple[Judged | None, str]:
    try:
        made = judge(user, row.intervention, plan, as_known_on=on, looked_at=looked_at)
    except CannotEstimate as reason:
        return None, reason.what
    return made, ""


def moved_for(
    user: User, acted: Mapping[str, date], plan: Plan, *, as_known_on: date
) -> tuple[Moved, ...]:
    """The repaired places, their neighbours, and the other steps of the repaired places.

    Counts: cases by period of coming to the step; before is before the first day of the repair.
    Neighbours are units not repaired in the places (jurisdictions) of those that were.
    Misleads when: read as an effect; it looks for trouble that moved, and other things change too.
    """
    if not acted:
        return ()
    since = min(acted.values())
    try:
        table = outcome_table(user, plan, as_known_on=as_known_on)
    except CannotEstimate:
        return ()
    there, beside = pl.col("unit").is_in(list(acted)), neighbours(acted)
    rows = [
        moved("Where the repair acts", table.filter(there), since, plan.better),
        moved("Neighbours, not repaired", table.filter(pl.col("unit").is_in(beside)), since,
              plan.better),
    ]  # fmt: skip
    rows += _other_steps(user, list(acted), since, plan, as_known_on)
    return tuple(rows)


def moved(name: str, table: pl.DataFrame, since: date, better: str) -> Moved:
    """One outcome before and after a day, from units × periods with k of n."""
    sides = []
    for side in (table.filter(pl.col("period") < since), table.filter(pl.col("period") >= since)):
        sides += [int(side.get_column("k").sum()), int(side.get_column("n").sum())]
    k1, n1, k2, n2 = sides
    gap = difference_of_shares(k1, n1, k2, n2)
    worse = None
    if min(n1, n2) >= FEWEST and gap.low is not None and gap.high is not None:
        worse = gap.low > 0 if better == "lower" else gap.high < 0
    return Moved(name, k1, n1, k2, n2, wilson(k1, n1), wilson(k2, n2), gap, worse)


def neighbours(acted: Mapping[str, date]) -> list[str]:
    """Names of units that were not repaired, in the places of those that were."""
    units = list(Unit.objects.filter(closed_on=None).select_related("institution"))
    known = {unit.pk: {unit.name, f"{unit.name}, {unit.institution.name}"} for unit in units}
    theirs = [unit for unit in units if known[unit.pk] & set(acted)]
    places = {unit.institution.jurisdiction_id for unit in theirs}
    beside = [
        unit for unit in units
        if unit.institution.jurisdiction_id in places and unit not in theirs
    ]  # fmt: skip
    return sorted({name for unit in beside for name in known[unit.pk]})


def _other_steps(
    user: User, units: Sequence[str], since: date, plan: Plan, as_known_on: date
) -> list[Moved]:
    """Steps beside the one repaired: whether going through them in time got rarer."""
    try:
        log = log_for(user, Asked(by=plan.by, as_known_on=as_known_on), today=as_known_on)
    except CannotEstimate:
        return []
    name = log.column_of(plan.by)
    theirs = replace(log, frame=log.frame.filter(pl.col(name).is_in(list(units))))
    within = plan.within if plan.looks == Looks.STEP else WITHIN  # a term fits its own step
    own = {plan.start, plan.to} if plan.looks == Looks.STEP else set[str]()
    rows = []
    for start, to in pairwise(stage.name for stage in pathways()["justice"].stages):
        if {start, to} == own:
            continue
        try:
            found = advanced_within(theirs, start, to, within, by=plan.by, period=plan.period)
        except (CannotEstimate, Refused):
            continue
        table = found.frame.with_columns(
            (pl.col("value") * pl.col("n")).round().cast(pl.Int64).alias("k")
        )
        rows.append(moved(f"{start} → {to}, within {within} days", table, since, "higher"))
    return rows
