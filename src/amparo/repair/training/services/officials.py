"""Joining officials to the posts they hold, saying what posts need, and mentoring on cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Post, PostHolder
from amparo.directory.packs.teaching import topic_names
from amparo.errors import NotVisible, Refused
from amparo.repair.training.models import Mentoring, Need, Official, OfficialHolding

MANAGE = "repairs.manage"


@transaction.atomic
def add_official(*, by: User, at: datetime, name: str, token: UUID | None = None) -> Official:
    """Add someone to the office's list of officials. Raises: Refused without a name."""
    if by.office is None or not by.may(MANAGE):
        raise NotVisible
    if token and (first := Official.objects.filter(pk=token, added_by=by).first()):
        return first
    if not name.strip():
        raise Refused("Say who it is", next_step="give the name as the directory has it")
    row = Official.objects.create(
        id=token or uuid4(), office=by.office, name=name.strip(), added_by=by, added_at=at
    )
    _told("official.added", row, by=by, at=at)
    return row


@transaction.atomic
def join_holding(
    *, by: User, at: datetime, holding: PostHolder, official: Official | None
) -> OfficialHolding:
    """Say whose a holding is; with nobody, that it was joined in error. The latest counts.

    Raises: Refused where the official holds it already.
    """
    if by.office is None or not by.may(MANAGE):
        raise NotVisible
    if official is not None and official.office_id != by.office_id:
        raise NotVisible
    last = OfficialHolding.objects.filter(office=by.office, holding=holding).last()
    if last is not None and last.official_id == (official.pk if official else None):
        raise Refused("This is said already", next_step="choose someone else, or leave it")
    row = OfficialHolding.objects.create(
        office=by.office, holding=holding, official=official, joined_by=by, joined_at=at
    )
    record(
        by=by, verb="official.joined", kind="directory.post_holder", object_id=str(holding.pk),
        at=at,
    )  # fmt: skip
    return row


@dataclass(frozen=True)
class Asked:
    """What a post asks for: a topic, by when after taking office, and on what ground."""

    topic: str
    from_on: date
    basis: str
    needs_certificate: bool = False
    within_days: int = 0
    is_needed: bool = True


@transaction.atomic
def say_need(*, by: User, at: datetime, post: Post, asked: Asked) -> Need:
    """Say that a post asks for a topic, or no longer. Raises: Refused without a ground."""
    if by.office is None or not by.may(MANAGE):
        raise NotVisible
    if asked.topic not in topic_names() or not asked.basis.strip():
        raise Refused("Say which topic, and who asks for it", next_step="name the order or rule")
    row = Need.objects.create(
        office=by.office, post=post, topic=asked.topic, is_needed=asked.is_needed,
        needs_certificate=asked.needs_certificate, within_days=asked.within_days,
        from_on=asked.from_on, basis=asked.basis.strip(), said_by=by, said_at=at,
    )  # fmt: skip
    record(
        by=by, verb="need.said", kind="directory.post", object_id=str(post.pk), at=at,
        fields=[asked.topic],
    )  # fmt: skip
    return row


@dataclass(frozen=True)
class Beside:
    """Work beside an official on a case."""

    case: Case
    topic: str
    on: date
    hours: Decimal
    step: Mentoring.Step


@transaction.atomic
def mentor(
    *, by: User, at: datetime, official: Official, beside: Beside, token: UUID | None = None
) -> Mentoring:
    """Note hours worked beside an official on a case that the person may open.

    Raises: Refused for no time, a day to come; NotVisible for another's case or official.
    """
    may_open = Case.objects.all().visible_to(by).filter(pk=beside.case.pk).exists()
    if official.office_id != by.office_id or not may_open:
        raise NotVisible
    if token and (first := Mentoring.objects.filter(pk=token, noted_by=by).first()):
        return first
    check_day(beside.on, at=at)
    if beside.hours <= 0 or beside.topic not in topic_names():
        raise Refused("Say on what, and for how long", next_step="half an hour is 0.5")
    row = Mentoring.objects.create(
        id=token or uuid4(), office_id=official.office_id, official=official, case=beside.case,
        topic=beside.topic, on=beside.on, hours=beside.hours, step=beside.step, noted_by=by,
        noted_at=at,
    )  # fmt: skip
    record(
        by=by, verb="official.mentored", kind="training.official", object_id=str(official.pk),
        at=at, fields=[beside.topic], case_id=str(beside.case.pk),
    )  # fmt: skip
    return row


def _told(verb: str, row: Official, *, by: User, at: datetime) -> None:
    record(by=by, verb=verb, kind="training.official", object_id=str(row.pk), at=at)
