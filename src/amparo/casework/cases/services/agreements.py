"""Agreements on sharing: signed with an institution before anything personal goes to it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import Actor, record
from amparo.casework.cases.models import SharingAgreement
from amparo.directory.models import Institution
from amparo.errors import Conflict, Refused

LONGEST_YEARS = 5


@transaction.atomic
def register_agreement(
    *, by: User, at: datetime, office: Institution, institution: Institution, signed_on: date,
    until: date, about: str, kept_at: str = "", token: UUID | None = None,
) -> SharingAgreement:  # fmt: skip
    """Register what both signed: from when, until when, and what may be shared for what.

    Raises: Refused without words, for a day to come, or one that runs longer than five years.
    """
    first = SharingAgreement.objects.filter(pk=token, office=office).first() if token else None
    if first is not None:
        return first
    if not about.strip():
        raise Refused("Say what is shared, and what for")
    if office.pk == institution.pk:
        raise Refused("An office signs with others", next_step="choose another institution")
    if signed_on > timezone.localdate(at):
        raise Refused("It cannot have been signed on a day to come", found=signed_on.isoformat())
    if not 0 < (until - signed_on).days <= LONGEST_YEARS * 366:
        raise Refused("It runs for five years at most", next_step="enter the day it ends")
    row = SharingAgreement.objects.create(
        pk=token or uuid4(), office=office, institution=institution, signed_on=signed_on,
        until=until, about=about.strip(), kept_at=kept_at.strip(), registered_by=by,
        registered_at=at,
    )  # fmt: skip
    _written(row, by=by, at=at, verb="agreement.registered")
    return row


@transaction.atomic
def end_agreement(
    *, by: User, at: datetime, agreement: SharingAgreement, on: date, why: str
) -> None:
    """End one before its day; from that day nothing personal goes there. What went, stays sent.

    Raises: Refused without a reason or for a day to come; Conflict when it was ended first.
    """
    if not why.strip():
        raise Refused("Say why it ends")
    if not agreement.signed_on <= on <= timezone.localdate(at):
        raise Refused("It ends on a day since it was signed", found=on.isoformat())
    rows = SharingAgreement.objects.filter(pk=agreement.pk, ended_on__isnull=True)
    if not rows.update(ended_on=on, ended_why=why.strip(), ended_by=by):
        raise Conflict("Someone else ended it first", theirs={}, yours={})
    _written(agreement, by=by, at=at, verb="agreement.ended", reason=why)


def _written(
    row: SharingAgreement, *, by: Actor, at: datetime, verb: str, reason: str = ""
) -> None:
    record(
        by=by, verb=verb, kind="cases.sharing_agreement", object_id=str(row.pk), at=at,
        reason=reason,
    )  # fmt: skip
