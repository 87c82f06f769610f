"""Statements, and what proves which element."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.apart.models import Stay
from amparo.casework.apart.services import put_in_place
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.services.milestones import check_day, record_milestone
from amparo.casework.evidence.models import Exhibit, Interview, Tie
from amparo.directory.packs import load_pack
from amparo.errors import Refused
from amparo.vault.sealing import seal

ADULT_AT = 18  # years


@dataclass(frozen=True)
class Where:
    """In which room a statement was taken, from when until when; and why, if they met there."""

    place: str
    from_at: datetime
    until_at: datetime | None = None
    reason: str = ""


@transaction.atomic
def record_interview(
    *, by: User, at: datetime, case: Case, person: Person, on: date, mode: Interview.Mode,
    room: Interview.Room, words: str = "", reason: str = "", where: Where | None = None,
    token: UUID | None = None,
) -> Interview:  # fmt: skip
    """A statement taken. The first of a person records represent.victim_statement.

    Whoever may have been under eighteen, by the year of birth, is counted as a child.
    `where` keeps them there beside everyone else's places: whom they met is told and logged.
    Raises: Refused for a child's second or later one without a reason; WouldMeet, with nothing
    saved, where a suspect or survivor they must be kept from was there and no reason is given.
    """
    if token and (first := Interview.objects.filter(pk=token, case=case).first()):
        return first
    check_day(on, at=at)
    Case.objects.select_for_update().get(pk=case.pk)
    before = Interview.objects.filter(case=case, person=person)
    number = (before.aggregate(last=Max("number"))["last"] or 0) + 1
    born = person.birth_year
    was_child = born is not None and on.year - born <= ADULT_AT
    if was_child and number > 1 and not reason.strip():
        raise Refused(
            "A child is not questioned again without a written reason",
            next_step="say why the first statement is not enough, or use its recording",
        )
    row = Interview(
        case=case, person=person, number=number, on=on, mode=mode, room=room,
        was_child=was_child, recorded_by=by, recorded_at=at, **({"id": token} if token else {}),
    )  # fmt: skip
    for field, text in (("words", words), ("reason", reason)):
        if text.strip():
            sealed = seal(text.strip(), case.key, table="interview", row=row.pk, field=field)
            setattr(row, f"{field}_sealed", sealed)
    row.save(force_insert=True)
    if number == 1:
        record_milestone(
            by=by, at=at, case=case, type="represent.victim_statement", on=on, person=person,
            source="police_record",
        )  # fmt: skip
    if where is not None:
        put_in_place(
            by=by, at=at, case=case, person=person, kind=Stay.Kind.ROOM,
            purpose=Stay.Purpose.INTERVIEW, place=where.place, from_at=where.from_at,
            until_at=where.until_at, is_planned=False, reason=where.reason,
        )  # fmt: skip
    record(
        by=by, verb="interview.recorded", kind="evidence.interview", object_id=str(row.pk), at=at,
        case_id=str(case.pk), fields=[f"number {number}"],
    )  # fmt: skip
    return row


@transaction.atomic
def tie(
    *, by: User, at: datetime, case: Case, offence: str, element: str,
    exhibit: Exhibit | None = None, interview: Interview | None = None,
) -> Tie:  # fmt: skip
    """Say that an exhibit or a statement proves an element of an offence; once.

    Raises: Refused for an element that the offence does not have, or for neither or both things.
    """
    offences = {one.key: one for one in load_pack(case.programme.pack).offences}
    if offence not in offences or element not in offences[offence].elements:
        raise Refused("The offence has no such element", next_step="choose one from the list")
    if (exhibit is None) == (interview is None):
        raise Refused("Choose what proves it", next_step="one exhibit, or one statement")
    row, made = Tie.objects.get_or_create(
        case=case, offence=offence, element=element, exhibit=exhibit, interview=interview,
        ended_at=None, defaults={"tied_at": at},
    )  # fmt: skip
    if made:
        record(
            by=by, verb="proof.tied", kind="evidence.tie", object_id=str(row.pk), at=at,
            case_id=str(case.pk), fields=[element, offence],
        )  # fmt: skip
    return row


@transaction.atomic
def untie(*, by: User, at: datetime, row: Tie) -> None:
    """It does not prove it after all; the row stays, ended."""
    Tie.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at)
    record(
        by=by, verb="proof.untied", kind="evidence.tie", object_id=str(row.pk), at=at,
        case_id=str(row.case_id),
    )  # fmt: skip
