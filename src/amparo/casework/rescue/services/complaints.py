"""Asking an authority to act, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.cases.services.milestones import check_day, record_milestone
from amparo.casework.rescue.models import Complaint, ComplaintStep, TakenBack
from amparo.casework.rescue.services.written import first_of, keep, new_row, tell_once
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import code_list
from amparo.errors import Refused
from amparo.vault.sealing import seal

What = ComplaintStep.What
PAID = "B06"


@transaction.atomic
def present_complaint(
    *, by: User, at: datetime, case: Case, on: date, institution: Institution | None = None,
    unit: Unit | None = None, words: str = "", token: UUID | None = None,
) -> Complaint:  # fmt: skip
    """Keep that an authority was asked to act. Records rescue.complaint_presented, which starts
    the clock to registration.

    Raises: Refused without the authority, or for a day to come.
    """
    if (first := first_of(Complaint, token, by=by, case=case)) is not None:
        return first
    check_day(on, at=at)
    place = unit.institution if unit else institution
    if place is None:
        raise Refused("Say which authority was asked", next_step="choose it from the list")
    Case.objects.select_for_update().get(pk=case.pk)
    last = Complaint.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    row = new_row(
        Complaint, by=by, at=at, case=case, words=words, token=token, on=on, institution=place,
        unit=unit, number=last + 1,
    )  # fmt: skip
    row.milestone = record_milestone(
        by=by, at=at, case=case, type="rescue.complaint_presented", on=on, unit=unit,
        institution=place,
    )  # fmt: skip
    keep(row, by=by, at=at, verb="complaint.presented")
    return row


@transaction.atomic
def tell_of_complaint(
    *, by: User, at: datetime, complaint: Complaint, on: date, what: str, reason: str = "",
    reference: str = "", words: str = "", token: UUID | None = None,
) -> ComplaintStep:  # fmt: skip
    """Keep what came of a complaint.

    Changes: registered or refused records its milestone; a refusal and a demand for money are
    breakdowns of the institution. After a refusal it may still be registered, which is how many
    are; not the other way round.
    Raises: Refused before the complaint's day, without the number or the reason, or once it is
    registered.
    """
    case = complaint.case
    if (first := first_of(ComplaintStep, token, by=by, case=case)) is not None:
        return first
    check_day(on, at=at)
    _check(complaint, what, on, reason, reference)
    row = new_row(
        ComplaintStep, by=by, at=at, case=case, words=words, token=token, complaint=complaint,
        on=on, what=what, reason=reason if what == What.REFUSED else "",
    )  # fmt: skip
    if what == What.REGISTERED:
        row.reference_sealed = seal(
            reference.strip(), case.key, table="rescue_complaintstep", row=row.pk,
            field="reference",
        )  # fmt: skip
    kind = {
        What.REGISTERED: "rescue.complaint_registered",
        What.REFUSED: "rescue.complaint_refused",
    }
    if what in kind:
        row.milestone = tell_once(
            case, kind[What(what)], by=by, at=at, on=on, institution=complaint.institution,
            unit=complaint.unit,
        )  # fmt: skip
    keep(row, by=by, at=at, verb=f"complaint.{what}")
    _note(row, by=by, at=at)
    return row


def _check(complaint: Complaint, what: str, on: date, reason: str, reference: str) -> None:
    if what not in What.values:
        raise Refused("Say what came of it", next_step="choose one")
    if on < complaint.on:
        raise Refused(
            "This lies before the complaint", found=on.isoformat(),
            next_step=f"the authority was asked on {complaint.on.isoformat()}",
        )  # fmt: skip
    Complaint.objects.select_for_update().get(pk=complaint.pk)
    back = TakenBack.objects.filter(case=complaint.case_id).values("row")
    if complaint.pk in set(back.values_list("row", flat=True)):
        raise Refused("This complaint was taken back", next_step="keep a new one if there is one")
    standing = ComplaintStep.objects.filter(complaint=complaint).exclude(pk__in=back)
    if standing.filter(what=What.REGISTERED).exists() and what != What.PAYMENT:
        raise Refused("This complaint is registered already")
    if what == What.REFUSED and reason not in dict(code_list("complaint_refusals").choices(on=on)):
        raise Refused("Say why it was refused", next_step="choose a reason, as it was told")
    if what == What.REGISTERED and not reference.strip():
        raise Refused("A registration has a number", next_step="copy it from the register")


def _note(row: ComplaintStep, *, by: User, at: datetime) -> None:
    causes = {entry.code: entry.maps["cause"] for entry in code_list("complaint_refusals").entries}
    cause = {What.REFUSED: causes.get(row.reason, ""), What.PAYMENT: PAID}.get(What(row.what), "")
    if cause:
        note_breakdown(
            by=by, at=at, case=row.case, cause=cause, on=row.on, step="report",
            institution=row.complaint.institution, unit=row.complaint.unit,
            milestone=row.milestone,
        )  # fmt: skip
