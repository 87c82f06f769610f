"""Designing a repair before it starts, saying where it acts, and judging what it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution, Unit
from amparo.errors import Conflict, Refused
from amparo.flow.effects import Effect
from amparo.reform.drawn import drawn
from amparo.reform.models import Evaluation, Exposure, Intervention, Registration, SystemProblem
from amparo.reform.plans import Plan, digest_of
from amparo.reform.selectors.evaluating import Baseline, baseline_for, judge, outcome_name

KIND = "reform.intervention"


@dataclass(frozen=True)
class Cost:
    """What it costs, in its currency."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Dose:
    """How much of it: people reached, and an amount with its unit."""

    n_people: int | None = None
    amount: Decimal | None = None
    unit: str = ""


@transaction.atomic
def begin_intervention(
    *,
    by: User,
    at: datetime,
    problem: SystemProblem,
    name: str,
    kind: Intervention.Kind,
    what: str,
    planned_on: date,
    authority: Institution | None = None,
    cost: Cost | None = None,
    token: UUID | None = None,
) -> Intervention:
    """Put down a repair of a problem; nothing acts yet. Raises: Refused without saying what."""
    if token and (first := Intervention.objects.filter(pk=token, owner=by).first()):
        return first
    if not name.strip() or not what.strip():
        raise Refused("Say what the repair is", next_step="give it a name and a sentence")
    row = Intervention.objects.create(
        id=token or uuid4(), office=problem.office, problem=problem, name=name.strip(), kind=kind,
        what=what.strip(), owner=by, authority=authority, planned_on=planned_on,
        cost=cost.amount if cost else None, currency=cost.currency if cost else "",
    )  # fmt: skip
    _told(row, by=by, at=at, verb="repair.designed")
    return row


@transaction.atomic
def register_plan(
    *,
    by: User,
    at: datetime,
    today: date,
    intervention: Intervention,
    plan: Plan,
    reason: str = "",
) -> Registration:
    """Write the plan of the evaluation down with its baseline, for good.

    Changes: a registration that nobody can change, with the fingerprint of plan and baseline; it
    says whether the repair had begun. Another plan later is another row, with its reason.
    Raises: Refused for another plan without a reason, or one whose places are all the places there
    are; CannotEstimate where there is no baseline.
    """
    rows = Registration.objects.filter(intervention=intervention)
    Intervention.objects.select_for_update().get(pk=intervention.pk)
    number = rows.count() + 1
    if number > 1 and not reason.strip():
        raise Refused("Another plan needs a reason", next_step="say what made the first one wrong")
    baseline = baseline_for(by, plan, today=today)
    begun = Exposure.objects.filter(
        intervention=intervention, is_planned=False, from_on__lte=today
    ).exists()  # fmt: skip
    row = Registration.objects.create(
        intervention=intervention, number=number, plan=plan.as_json(),
        baseline=baseline.as_json(), digest=fingerprint(plan, baseline), is_before=not begun,
        reason=reason.strip(), registered_by=by, registered_at=at,
    )  # fmt: skip
    record(
        by=by, verb="repair.registered", kind=KIND, object_id=str(intervention.pk), at=at,
        fields=[f"plan {number}", row.digest[:16]],
    )  # fmt: skip
    return row


def fingerprint(plan: Plan, baseline: Baseline) -> str:
    """What any change of the plan, or of its baseline, would change."""
    return digest_of(plan.as_json(), baseline.as_json())


def is_as_registered(row: Registration) -> bool:
    """Whether a registration is what its fingerprint says."""
    return row.digest == digest_of(row.plan, row.baseline)


def plan_of(row: Registration) -> Plan:
    """The plan as it was registered."""
    return Plan(**row.plan)


@transaction.atomic
def expose(
    *,
    by: User,
    at: datetime,
    intervention: Intervention,
    from_on: date,
    unit: Unit | None = None,
    institution: Institution | None = None,
    dose: Dose | None = None,
    is_planned: bool = False,
    token: UUID | None = None,
) -> Exposure:
    """Say that the repair acts in a place from a day, or is planned to.

    Raises: Refused without a place, for a day to come that is not planned, and where it acts there
    already.
    """
    if token and (first := Exposure.objects.filter(pk=token, recorded_by=by).first()):
        return first
    place = unit.institution if unit else institution
    if place is None:
        raise Refused("Say where the repair acts", next_step="choose a unit or an institution")
    if not is_planned:
        check_day(from_on, at=at)
    same = Exposure.objects.filter(
        intervention=intervention, institution=place, unit=unit, to_on__isnull=True,
        is_planned=is_planned,
    )  # fmt: skip
    if same.exists():
        raise Refused("It acts there already", next_step="end that first, or choose another place")
    much = dose or Dose()
    row = Exposure.objects.create(
        id=token or uuid4(), intervention=intervention, institution=place, unit=unit,
        from_on=from_on, is_planned=is_planned, n_people=much.n_people, dose=much.amount,
        dose_unit=much.unit, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    verb = "repair.planned_at" if is_planned else "repair.acts_at"
    _told(intervention, by=by, at=at, verb=verb)
    return row


@transaction.atomic
def act_more(
    *, by: User, at: datetime, intervention: Intervention, from_on: date, unit: Unit, dose: Dose
) -> Exposure:
    """Say that the repair acts at a unit from a day; where it acts there already, so much more.

    What a hand-over or a finished course brings: the first day stays, people and amounts add up.
    """
    there = (
        Exposure.objects.select_for_update()
        .filter(intervention=intervention, unit=unit, to_on__isnull=True, is_planned=False).first()
    )  # fmt: skip
    if there is None:
        return expose(
            by=by, at=at, intervention=intervention, from_on=from_on, unit=unit, dose=dose
        )
    there.from_on = min(there.from_on, from_on)
    there.n_people = _sum(there.n_people, dose.n_people)
    if dose.amount is not None and dose.unit == (there.dose_unit or dose.unit):
        there.dose, there.dose_unit = (there.dose or 0) + dose.amount, dose.unit
    there.version += 1
    there.save(update_fields=["from_on", "n_people", "dose", "dose_unit", "version"])
    _told(intervention, by=by, at=at, verb="repair.acts_more")
    return there


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)


@transaction.atomic
def end_exposure(*, by: User, at: datetime, exposure: Exposure, on: date) -> Exposure:
    """Say that it no longer acts there. Raises: Refused for a day before it began; Conflict."""
    if on < exposure.from_on:
        raise Refused("It ends after it begins", next_step="check the day")
    changed = Exposure.objects.filter(
        pk=exposure.pk, version=exposure.version, to_on__isnull=True
    ).update(to_on=on, version=F("version") + 1)
    if not changed:
        raise Conflict(
            "Someone changed this meanwhile", theirs={}, yours={}, next_step="look at it again"
        )
    exposure.refresh_from_db()
    _told(exposure.intervention, by=by, at=at, verb="repair.ended_at")
    return exposure


@transaction.atomic
def evaluate(
    *, by: User, at: datetime, intervention: Intervention, registration: Registration, on: date
) -> Evaluation:
    """Judge the repair by its registered plan, over the records as they stood on a day.

    Changes: an evaluation that nobody can change: the verdict in words, its numbers and checks, and
    the fingerprint of its data. Asked again of the same day, the same data give the same.
    Counts: each plan registered for the repair is one more outcome looked at; the interval is
    widened for it.
    Raises: CannotEstimate where the repair has acted nowhere, or nothing can be compared.
    """
    looked_at = Registration.objects.filter(intervention=intervention).count()
    judged = judge(
        by, intervention, plan_of(registration), as_known_on=on, looked_at=max(1, looked_at)
    )
    row = Evaluation.objects.create(
        intervention=intervention, registration=registration, as_known_on=on,
        data_digest=judged.digest, made_by=by, made_at=at,
        result={
            **as_kept(judged.found), "drawing": drawn(judged.found), "places": judged.places,
            "said_of": outcome_name(plan_of(registration)),
        },
    )  # fmt: skip
    record(
        by=by, verb="repair.judged", kind=KIND, object_id=str(intervention.pk), at=at,
        fields=[str(judged.found.verdict.claim), judged.digest[:16]],
    )  # fmt: skip
    return row


def as_kept(found: Effect) -> dict[str, Any]:
    """An effect as it is kept: its verdict, numbers and checks."""
    verdict = found.verdict
    return {
        "claim": str(verdict.claim.value), "sentence": verdict.sentence,
        "rests_on": found.sentence().removeprefix(verdict.sentence).strip(),
        "reasons": list(verdict.reasons), "doubts": list(verdict.doubts),
        "outcome": found.outcome, "estimate": found.estimate, "low": found.interval.low,
        "high": found.interval.high, "usual": found.usual, "design": str(found.design.value),
        "method": found.method, "n_units": found.n_units, "n_treated": found.n_treated,
        "n_periods": found.n_periods,
        "checks": [
            {"name": one.name, "passed": one.passed, "says": one.says} for one in found.checks
        ],
        "misleading": [
            {"name": one.name, "estimate": one.estimate, "why": one.why}
            for one in found.misleading
        ],
    }  # fmt: skip


def _told(row: Intervention, *, by: User, at: datetime, verb: str) -> None:
    record(by=by, verb=verb, kind=KIND, object_id=str(row.pk), at=at)
