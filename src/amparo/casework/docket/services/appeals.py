"""Appeals against a verdict, and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.docket.models import (
    Appeal,
    CourtCase,
    Verdict,
)
from amparo.casework.docket.services.filing import cases_of, told_in_cases, written
from amparo.casework.docket.services.verdicts import give_verdict
from amparo.errors import Refused


@transaction.atomic
def file_appeal(
    *, by: User, at: datetime, verdict: Verdict, side: Appeal.Side, on: date,
    court_case: CourtCase | None = None, token: UUID | None = None,
) -> Appeal:  # fmt: skip
    """Somebody appeals against a verdict; records represent.appeal_filed for that person."""
    if token and (first := Appeal.objects.filter(pk=token, verdict=verdict).first()):
        return first
    check_day(on, at=at)
    if on < verdict.on:
        raise Refused("An appeal cannot come before the verdict", found=on.isoformat())
    row = Appeal.objects.create(
        verdict=verdict, side=side, filed_on=on, court_case=court_case, recorded_by=by,
        recorded_at=at, **({"id": token} if token else {}),
    )  # fmt: skip
    accused = verdict.charge.accused
    told_in_cases(
        accused.court_case, by=by, at=at, type="represent.appeal_filed", on=on,
        person=accused.person,
    )  # fmt: skip
    written(row, by=by, verb="appeal.filed", at=at, case_id=cases_of(accused.court_case)[0].pk)
    return row


@transaction.atomic
def decide_appeal(
    *, by: User, at: datetime, appeal: Appeal, result: Appeal.Result, on: date, outcome: str = "",
    offence: str = "",
) -> Appeal:  # fmt: skip
    """What became of an appeal; an overturned or changed judgment comes with its new verdict.

    Raises: Refused where it was decided, or where a new verdict is missing or out of place.
    """
    check_day(on, at=at)
    if appeal.decided_on is not None:
        raise Refused("This appeal is decided already", found=appeal.decided_on.isoformat())
    if on < appeal.filed_on:
        raise Refused("An appeal cannot be decided before it is filed", found=on.isoformat())
    needs = result in (Appeal.Result.OVERTURNED, Appeal.Result.VARIED)
    if needs != bool(outcome):
        said = "say how the charge ends now" if needs else "leave the new verdict out"
        raise Refused("The result and the verdict do not fit", next_step=said)
    appeal.decided_on, appeal.result = on, result
    appeal.save(update_fields=["decided_on", "result"])
    charge = appeal.verdict.charge
    told_in_cases(
        charge.accused.court_case, by=by, at=at, type="represent.appeal_decided", on=on,
        person=charge.accused.person, source="court_record",
    )  # fmt: skip
    if needs:
        give_verdict(
            by=by, at=at, charge=charge, outcome=outcome, offence=offence, on=on, appeal=appeal,
            court_case=appeal.court_case,
        )  # fmt: skip
    case = cases_of(charge.accused.court_case)[0]
    written(appeal, by=by, verb="appeal.decided", at=at, case_id=case.pk)
    return appeal
