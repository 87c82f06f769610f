"""Telling of an official, by a colleague or by somebody who gives no name, and coming back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from amparo.access.models import User
from amparo.access.services import System
from amparo.audit.services import record
from amparo.casework.cases.models import Case
from amparo.casework.cases.models.case import new_code
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import code_list
from amparo.errors import NotVisible, Refused
from amparo.repair.accountability.codes import digest_of, new_return_code
from amparo.repair.accountability.models import Grievance, Message, ReturnCode
from amparo.vault.sealing import make_data_key

KIND = "accountability.grievance"
MOST_MESSAGES = 200


@dataclass(frozen=True)
class Told:
    """What somebody told."""

    kind: str
    institution: Institution
    words: str
    unit: Unit | None = None
    official: str = ""
    contact: str = ""
    happened_on: date | None = None


@dataclass(frozen=True)
class Kept:
    """The complaint as it is kept, and the code to come back with, which is shown once."""

    grievance: Grievance
    return_code: str


@transaction.atomic
def tell(
    *, by: User, at: datetime, told: Told, case: Case | None = None, token: UUID | None = None
) -> Kept:
    """Keep a complaint about an official that was told to a colleague.

    Changes: the complaint, sealed; the hash of its return code; one audit entry that names no case.
    Whoever wrote it down does not see it again, unless they keep complaints.
    Raises: Refused without words or a known kind, for a day to come, or sent a second time.
    """
    if by.office is None or not by.may("misconduct.report"):
        raise NotVisible
    if token and Grievance.objects.filter(pk=token).exists():
        raise Refused("This is kept already", next_step="the code was shown when it was first sent")
    return _keep(by, at, by.office, told, case=case, token=token)


@transaction.atomic
def tell_without_a_name(*, at: datetime, office: Institution, told: Told) -> Kept:
    """Keep a complaint of somebody who gave no name. Nothing of whoever sent it is kept.

    Raises: Refused without words or a known kind, or for a day to come.
    """
    return _keep(System(), at, office, told)


def _keep(
    by: User | System, at: datetime, office: Institution, told: Told, *,
    case: Case | None = None, token: UUID | None = None,
) -> Kept:  # fmt: skip
    today = timezone.localdate(at)
    if told.kind not in dict(code_list("misconduct").choices(on=today)):
        raise Refused("Say what the official did", next_step="choose the nearest")
    if not told.words.strip():
        raise Refused("Say what happened", next_step="a few words are enough")
    if told.happened_on is not None:
        check_day(told.happened_on, at=at)
    colleague = by if isinstance(by, User) else None
    row = Grievance(
        id=token or uuid4(), office=office, key=make_data_key(), code=_free_code(),
        way=Grievance.Way.OFFICE if colleague else Grievance.Way.ANONYMOUS, kind=told.kind,
        institution=told.unit.institution if told.unit else told.institution, unit=told.unit,
        case=case, happened_on=told.happened_on, received_on=today, recorded_by=colleague,
    )  # fmt: skip
    for field in ("words", "official", "contact"):
        row.seal(field, getattr(told, field))
    row.save(force_insert=True)
    code = new_return_code()
    ReturnCode.objects.create(grievance=row, digest=digest_of(code))
    record(by=by, verb="grievance.told", kind=KIND, object_id=str(row.pk), at=at)
    return Kept(row, code)


def _free_code() -> str:
    while Grievance.objects.filter(code=(code := new_code())).exists():
        continue
    return code


def grievance_of_code(code: str) -> Grievance:
    """The complaint that a return code opens. Raises: NotVisible for any other."""
    found = (
        Grievance.objects.filter(return_code__digest=digest_of(code))
        .select_related("key", "office").first()
    )  # fmt: skip
    if found is None:
        raise NotVisible
    return found


@transaction.atomic
def add_from_outside(*, at: datetime, code: str, words: str) -> Message:
    """Add words to a complaint, as whoever holds its return code. Raises: NotVisible; Refused."""
    return _write(grievance_of_code(code), words, at=at, by=None)


@transaction.atomic
def answer(*, by: User, at: datetime, grievance: Grievance, words: str) -> Message:
    """Answer whoever told; they read it when they come back with their code."""
    return _write(grievance, words, at=at, by=by)


def _write(grievance: Grievance, words: str, *, at: datetime, by: User | None) -> Message:
    if not words.strip():
        raise Refused("Write something first")
    Grievance.objects.select_for_update().get(pk=grievance.pk)
    rows = Message.objects.filter(grievance=grievance)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST_MESSAGES:
        raise Refused("No more can be added here", next_step="tell it as a new complaint")
    row = Message(grievance=grievance, number=number, on=timezone.localdate(at), written_by=by)
    row.seal_words(words)
    row.save(force_insert=True)
    verb = "grievance.answered" if by else "grievance.added_to"
    record(by=by or System(), verb=verb, kind=KIND, object_id=str(grievance.pk), at=at)
    return row
