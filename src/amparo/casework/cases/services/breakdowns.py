"""Noting where the public system failed a case, and saying whether a finding is so."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from amparo.access.models import User
from amparo.access.services import System
from amparo.audit.services import record
from amparo.casework.cases import derive
from amparo.casework.cases.models import (
    PERSON,
    Breakdown,
    BreakdownReview,
    BreakdownState,
    Case,
    Milestone,
    Person,
    RoleInCase,
)
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import Cause, causes
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import seal

KIND = "cases.breakdown"


@transaction.atomic
def note_breakdown(
    *,
    by: User | System,
    at: datetime,
    case: Case,
    cause: str,
    on: date,
    institution: Institution | None = None,
    unit: Unit | None = None,
    step: str = "",
    person: Person | None = None,
    milestone: Milestone | None = None,
    days_lost: int | None = None,
    followed: str = "",
    evidence: str = "",
    found_by: str = PERSON,
    found_version: int = 0,
    fact: str = "",
    explained: str = "",
    token: UUID | None = None,
) -> Breakdown:
    """Note one failure of the public system in a case; a detector's waits for a person to say.

    Changes: the breakdown, and one audit entry. The step is the cause's own where none is named. A
    detector names the `fact` it saw and explains it: the same fact is noted once, and asked for
    again gives the first row. So does a form's token.
    Who may: whoever may write in it; views fetch it through `visible_to(user, "cases.write")`.
    Raises: Refused for a cause, step, day, person or milestone that does not fit.
    """
    known = cause_of(cause)
    derive.take_turns(case)
    if (first := _noted(by, case, found_by=found_by, fact=fact, token=token)) is not None:
        return first
    _check(case, at=at, on=on, person=person, milestone=milestone)
    row = Breakdown(
        id=token or uuid4(), case=case, cause=known.id, step=_step(step or known.step), on=on,
        unit=unit, institution=unit.institution if unit else institution, person=person,
        milestone=milestone, days_lost=days_lost, evidence=evidence.strip(), found_by=found_by,
        found_version=found_version, fact=fact, explained=explained,
        recorded_by=by if isinstance(by, User) else None, recorded_at=at,
    )  # fmt: skip
    return _keep(row, by=by, followed=followed, verb="breakdown.noted")


@transaction.atomic
def review_breakdown(
    *,
    by: User,
    at: datetime,
    breakdown: Breakdown,
    decision: BreakdownReview.Decision,
    reason: str = "",
) -> BreakdownReview:
    """Say that a breakdown is so, or that it is not, and why. What was said last counts.

    Raises: Refused for a rejection without a reason; Conflict when it was corrected meanwhile.
    """
    if decision == BreakdownReview.Decision.REJECTED and not reason.strip():
        raise Refused("A rejection needs a reason", next_step="say what it got wrong")
    derive.take_turns(breakdown.case)
    _check_in_force(breakdown)
    review = BreakdownReview.objects.create(
        case=breakdown.case, breakdown=breakdown, decision=decision, reason=reason.strip(),
        reviewed_by=by, reviewed_at=at,
    )  # fmt: skip
    record(
        by=by, verb=f"breakdown.{decision.value}", kind=KIND, object_id=str(breakdown.pk), at=at,
        case_id=str(breakdown.case_id),
    )  # fmt: skip
    return review


@transaction.atomic
def correct_breakdown(
    *,
    by: User,
    at: datetime,
    breakdown: Breakdown,
    reason: str,
    cause: str,
    on: date,
    institution: Institution | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
    days_lost: int | None = None,
    followed: str = "",
    evidence: str = "",
) -> Breakdown:
    """Put a corrected row in the place of a breakdown; the old one stays and is shown struck.

    Whoever corrects stands behind it: the new row counts. Who found it, and what was seen, stay.
    Raises: Refused without a reason; Conflict when it has been corrected already.
    """
    if not reason.strip():
        raise Refused("A correction needs a reason", next_step="say what was wrong")
    known = cause_of(cause)
    derive.take_turns(breakdown.case)
    _check_in_force(breakdown)
    _check(breakdown.case, at=at, on=on, person=person, milestone=None)
    row = Breakdown(
        case=breakdown.case, cause=known.id, on=on, unit=unit,
        step=breakdown.step if known.id == breakdown.cause else known.step,
        institution=unit.institution if unit else institution, person=person,
        milestone=breakdown.milestone, days_lost=days_lost, evidence=evidence.strip(),
        found_by=breakdown.found_by, found_version=breakdown.found_version, fact=breakdown.fact,
        explained=breakdown.explained, recorded_by=by, recorded_at=at, supersedes=breakdown,
        correction_reason=reason.strip(),
    )  # fmt: skip
    return _keep(row, by=by, followed=followed, verb="breakdown.corrected")


def cause_of(code: str) -> Cause:
    """The cause of a code. Raises Refused for one that no list has."""
    found = next((one for one in causes() if one.id == code), None)
    if found is None:
        raise Refused("This cause is not known", next_step="choose one from the list")
    return found


def state_of(breakdown: Breakdown) -> BreakdownState:
    """Where a breakdown stands, worked out from its reviews; one query."""
    row = Breakdown.objects.with_state().get(pk=breakdown.pk)
    return BreakdownState(getattr(row, "state"))  # noqa: B009  (annotated, not a field)


def _keep(row: Breakdown, *, by: User | System, followed: str, verb: str) -> Breakdown:
    if followed.strip():
        row.followed_sealed = seal(
            followed.strip(), row.case.key, table="breakdown", row=row.pk, field="followed"
        )
    row.save(force_insert=True)
    record(
        by=by, verb=verb, kind=KIND, object_id=str(row.pk), at=row.recorded_at,
        case_id=str(row.case_id), fields=[row.cause, row.found_by],
    )  # fmt: skip
    return row


def _noted(
    by: User | System, case: Case, *, found_by: str, fact: str, token: UUID | None
) -> Breakdown | None:
    """What this form, or this detector from this fact, noted already."""
    if fact and found_by != PERSON:
        seen = Breakdown.objects.filter(case=case, found_by=found_by, fact=fact)
        return seen.filter(supersedes__isnull=True).first()
    first = Breakdown.objects.filter(pk=token).first() if token else None
    mine = isinstance(by, User) and first is not None and first.recorded_by_id == by.pk
    if first is not None and not (mine and first.case_id == case.pk):
        raise Refused("This form is out of date", next_step="open it again")
    return first


def _step(step: str) -> str:
    if step not in {cause.step for cause in causes()}:
        raise Refused("This step is not known", next_step="choose one from the list")
    return step


def _check(
    case: Case, *, at: datetime, on: date, person: Person | None, milestone: Milestone | None
) -> None:
    check_day(on, at=at)
    if person and not RoleInCase.objects.filter(case=case, person=person).exists():
        raise Refused("This person is not in the case", next_step="add the person to it first")
    if milestone is not None and milestone.case_id != case.pk:
        raise Refused("This milestone is of another case", next_step="choose one of this case")


def _check_in_force(breakdown: Breakdown) -> None:
    if Breakdown.objects.filter(supersedes=breakdown).exists():
        raise Conflict(
            "This breakdown was corrected by someone else meanwhile", theirs={}, yours={},
            next_step="look at the list, then say what is so of the newer entry",
        )  # fmt: skip
