"""Pleas and verdicts, charge by charge; the milestones of an accused follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone
from amparo.casework.cases.services.milestones import check_day, withdraw_milestone
from amparo.casework.docket.models import (
    CONVICTIONS,
    Accused,
    Appeal,
    Charge,
    CourtCase,
    Plea,
    Verdict,
)
from amparo.casework.docket.services.filing import cases_of, offence_of, told_in_cases, written
from amparo.directory.packs import code_list
from amparo.errors import Refused

ENDS = {
    "convicted": "Convicted", "convicted_lesser": "Convicted of less",
    "guilty_plea": "Convicted on a plea of guilty",
    "guilty_plea_lesser": "Convicted of less on a plea of guilty", "acquitted": "Acquitted",
    "discharged": "Discharged", "withdrawn": "Withdrawn", "dismissed_delay": "Dismissed for delay",
    "abated": "Ended by death",
}  # fmt: skip
"""How a charge may end in a court, by the codes of the list of dispositions."""


def latest(charge: Charge) -> Verdict | None:
    """How a charge ended, if it has: the latest row, unless an appeal sent it back to be tried."""
    row = charge.verdicts.order_by("number").last()
    sent_back = row is not None and row.appeals.filter(result=Appeal.Result.SENT_BACK).exists()
    return None if sent_back else row


def charges_against(person: UUID, case: Case) -> list[Charge]:
    """The charges that stand against a person in every court case that a case is about."""
    return list(
        Charge.objects.filter(
            accused__person=person, accused__court_case__joined__case=case, replaced_by__isnull=True
        )
    )


def _end_of(charges: Sequence[Charge]) -> str:
    """The milestone that says how it ended for somebody; empty while a charge has no verdict."""
    ends = [latest(charge) for charge in charges]
    said = [end.outcome for end in ends if end is not None]
    if any(outcome in CONVICTIONS for outcome in said):
        return "represent.convicted"
    if len(said) < len(ends):
        return ""
    if "abated" in said:
        return "represent.abated"
    return "represent.acquitted" if "acquitted" in said else "represent.dismissed"


@transaction.atomic
def enter_plea(
    *, by: User, at: datetime, charge: Charge, plea: str, on: date, token: UUID | None = None
) -> Plea:
    """What the accused answered. The first plea records represent.arraigned for that person."""
    if token and (first := Plea.objects.filter(pk=token, charge=charge).first()):
        return first
    check_day(on, at=at)
    if plea not in dict(code_list("pleas").choices(on=on)):
        raise Refused("This plea is not known", next_step="choose one from the list")
    accused = charge.accused
    is_first = not Plea.objects.filter(charge__accused=accused).exists()
    row = Plea.objects.create(
        charge=charge, plea=plea, on=on, recorded_by=by, recorded_at=at,
        **({"id": token} if token else {}),
    )  # fmt: skip
    if is_first:
        told_in_cases(
            accused.court_case, by=by, at=at, type="represent.arraigned", on=on,
            person=accused.person,
        )  # fmt: skip
    written(row, by=by, verb="plea.entered", at=at, case_id=cases_of(accused.court_case)[0].pk)
    return row


@transaction.atomic
def give_verdict(
    *, by: User, at: datetime, charge: Charge, outcome: str, on: date, offence: str = "",
    court_case: CourtCase | None = None, appeal: Appeal | None = None, reason: str = "",
    token: UUID | None = None,
) -> Verdict:  # fmt: skip
    """How a charge ended. A later row takes the place of an earlier one, with a reason.

    Changes: the first conviction of an accused in this court case records represent.convicted for
    that person; when the last of their charges ends and none in a conviction, acquitted (or
    dismissed, where no charge was acquitted). Where a verdict was written down wrongly and is set
    right, what no longer holds is withdrawn; what an appeal changed did happen, and stays.
    """
    if token and (first := Verdict.objects.filter(pk=token, charge=charge).first()):
        return first
    check_day(on, at=at)
    _check_verdict(charge, outcome, offence, on=on, reason=reason, appeal=appeal)
    row = Verdict.objects.create(
        number=charge.verdicts.count() + 1,
        charge=charge, outcome=outcome, offence=offence, on=on, appeal=appeal,
        court_case=court_case or charge.accused.court_case, reason=reason.strip(), recorded_by=by,
        recorded_at=at, **({"id": token} if token else {}),
    )  # fmt: skip
    _tell_end(charge.accused, by=by, at=at, on=on, was_wrong=appeal is None)
    case = cases_of(charge.accused.court_case)[0]
    written(row, by=by, verb="verdict.given", at=at, case_id=case.pk, reason=reason)
    return row


def _check_verdict(
    charge: Charge, outcome: str, offence: str, *, on: date, reason: str, appeal: Appeal | None
) -> None:
    if outcome not in ENDS:
        raise Refused("A charge cannot end like this", next_step="choose an end from the list")
    if on < charge.laid_on:
        raise Refused(
            "A verdict cannot come before the charge", found=on.isoformat(),
            next_step=f"the charge was laid on {charge.laid_on.isoformat()}",
        )  # fmt: skip
    if hasattr(charge, "replaced_by"):
        raise Refused(
            "Another charge took the place of this one", next_step="give the verdict on that one"
        )
    if outcome in ("convicted_lesser", "guilty_plea_lesser"):
        if not offence:
            raise Refused("Say of which lesser offence", next_step="choose it from the list")
        offence_of(charge.accused.court_case, offence)
    if latest(charge) is not None and appeal is None and not reason.strip():
        raise Refused(
            "This charge has a verdict already", next_step="say why another takes its place"
        )


def _tell_end(accused: Accused, *, by: User, at: datetime, on: date, was_wrong: bool) -> None:
    """Bring the milestones of an accused's end into line with the verdicts that stand.

    Those of every court in which the person is accused in a case: a charge withdrawn in one court
    takes back no conviction of another, and nobody is acquitted while a court still tries them.
    """
    kinds = ("represent.convicted", "represent.acquitted", "represent.dismissed")
    for case in cases_of(accused.court_case):
        wanted = _end_of(charges_against(accused.person_id, case))
        there = Milestone.objects.filter(
            case=case, person=accused.person, type__in=(*kinds, "represent.abated")
        ).current()
        for milestone in there.exclude(type=wanted) if was_wrong else ():
            withdraw_milestone(
                by=by, at=at, milestone=milestone, reason="The verdicts no longer say so"
            )
        last = there.order_by("happened_on", "recorded_at").last()
        if wanted and (last is None or last.type != wanted):
            told_in_cases(
                accused.court_case, by=by, at=at, type=wanted, on=on, person=accused.person,
                source="court_record", only=case,
            )  # fmt: skip
