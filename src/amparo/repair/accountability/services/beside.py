"""Protecting honest officers, honouring good work, decoy visits, and ways to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import code_list
from amparo.errors import NotVisible, Refused
from amparo.repair.accountability.models import Channel, DecoyVisit, Recognition, Shield
from amparo.repair.accountability.models.keeping import is_keeper
from amparo.vault.sealing import make_data_key


@dataclass(frozen=True)
class Visit:
    """A decoy visit as it went."""

    unit: Unit
    on: date
    crime_type: str
    was_registered: bool
    money_asked: bool = False


@transaction.atomic
def shield(
    *, by: User, at: datetime, institution: Institution, measure: str, person: str, from_on: date,
    review_on: date, token: UUID | None = None,
) -> Shield:  # fmt: skip
    """Keep what protects an honest officer, or whoever told; the name is sealed.

    Who may: a keeper of complaints. Raises: Refused without a name or a review after its first day.
    """
    office = _keepers_office(by, at)
    if token and (first := Shield.objects.filter(pk=token, office=office).first()):
        return first
    _check_code("shields", measure, from_on)
    if not person.strip():
        raise Refused("Say whom it protects", next_step="the name is sealed")
    if review_on <= from_on:
        raise Refused("It is looked at again after it begins", next_step="choose a later day")
    row = Shield(
        id=token or uuid4(), office=office, key=make_data_key(), institution=institution,
        measure=measure, from_on=from_on, review_on=review_on, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    row.seal_person(person)
    row.save(force_insert=True)
    _told(row, by=by, at=at, verb="shield.given")
    return row


@transaction.atomic
def end_shield(*, by: User, at: datetime, row: Shield, on: date) -> None:
    """Say until when it protected. Raises: Refused before it began, or where it ended already."""
    if on < row.from_on:
        raise Refused("It ends after it begins", next_step="check the day")
    check_day(on, at=at)
    if not Shield.objects.filter(pk=row.pk, to_on__isnull=True).update(to_on=on):
        raise Refused("It has ended already", next_step="look at the list again")
    _told(row, by=by, at=at, verb="shield.ended")


@transaction.atomic
def recognise(
    *, by: User, at: datetime, institution: Institution, post: str, how: str, why: str, on: date,
    unit: Unit | None = None, token: UUID | None = None,
) -> Recognition:  # fmt: skip
    """Keep that good work was honoured, by post. Raises: Refused without the post or the reason."""
    if by.office_id is None or not by.may("misconduct.count"):
        raise NotVisible
    if token and (first := Recognition.objects.filter(pk=token, office=by.office_id).first()):
        return first
    check_day(on, at=at)
    _check_code("recognitions", how, on)
    if not post.strip() or not why.strip():
        raise Refused("Say which post, and what for", next_step="the post, not a name")
    row = Recognition.objects.create(
        id=token or uuid4(), office_id=by.office_id,
        institution=unit.institution if unit else institution, unit=unit, post=post.strip(),
        how=how, why=why.strip(), on=on, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _told(row, by=by, at=at, verb="official.recognised")
    return row


@transaction.atomic
def record_decoy(*, by: User, at: datetime, visit: Visit, token: UUID | None = None) -> DecoyVisit:
    """Keep how a decoy visit went, once it is over. Who may: a keeper of complaints."""
    office = _keepers_office(by, at)
    if token and (first := DecoyVisit.objects.filter(pk=token, office=office).first()):
        return first
    check_day(visit.on, at=at)
    _check_code("crime_types", visit.crime_type, visit.on)
    row = DecoyVisit.objects.create(
        id=token or uuid4(), office=office, institution=visit.unit.institution,
        unit=visit.unit, on=visit.on, crime_type=visit.crime_type,
        was_registered=visit.was_registered, money_asked=visit.money_asked, recorded_by=by,
        recorded_at=at,
    )  # fmt: skip
    _told(row, by=by, at=at, verb="decoy.recorded")
    return row


@transaction.atomic
def open_channel(*, by: User, at: datetime, name: str, on: date) -> Channel:
    """Keep that a way to complain opened on a day. Raises: Refused for one that is there."""
    if by.office_id is None or not by.may("misconduct.count"):
        raise NotVisible
    check_day(on, at=at)
    try:
        with transaction.atomic():
            row = Channel.objects.create(
                office_id=by.office_id, name=name.strip(), opened_on=on, recorded_by=by,
                recorded_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("A way of this name is there already", next_step="name it anew") from error
    _told(row, by=by, at=at, verb="channel.opened")
    return row


def _keepers_office(by: User, at: datetime) -> Institution:
    if by.office is None or not is_keeper(by, timezone.localdate(at)):
        raise NotVisible
    return by.office


def _check_code(name: str, code: str, on: date) -> None:
    if code not in dict(code_list(name).choices(on=on)):
        raise Refused("Choose from the list")


def _told(
    row: Shield | Recognition | DecoyVisit | Channel, *, by: User, at: datetime, verb: str
) -> None:
    kind = f"accountability.{type(row).__name__.casefold()}"
    record(by=by, verb=verb, kind=kind, object_id=str(row.pk), at=at)
