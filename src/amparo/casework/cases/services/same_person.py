"""Deciding that two records are one person, and taking the decision back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Person, SafetyDuty, SamePerson
from amparo.casework.cases.services.safety import (
    hold_people,
    one_person,
    open_duties,
    suspects_of,
    what_freed,
    withdraw_duties,
)
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import seal


@transaction.atomic
def link_people(*, by: User, at: datetime, one: Person, other: Person, reason: str) -> SamePerson:
    """Say that two records are one person. Both stay as they are; nothing is merged.

    Changes: where the person is free by a milestone of either record's cases, the survivors near
    the other record are checked on and told.
    Raises: Refused without a reason, for one record, for two offices, or where they are linked.
    """
    if not reason.strip():
        raise Refused("This decision needs a reason", next_step="say why they are one person")
    if one.pk == other.pk:
        raise Refused("This is one record already")
    if one.office_id != other.office_id:
        raise Refused("Records of two organisations cannot be linked")
    first, second = sorted((one, other), key=lambda person: str(person.pk))
    hold_people([one.pk, other.pk])
    if other.pk in one_person([one.pk]):
        raise Refused("These records are linked already")
    row = SamePerson(office=one.office, one=first, other=second, decided_by=by, decided_at=at)
    row.reason_sealed = seal(
        reason.strip(), first.key, table="same_person", row=row.pk, field="reason"
    )
    row.save(force_insert=True)
    last = what_freed(one_person([one.pk]), office_id=one.office_id)
    if last is not None:
        open_duties(last, at=at)
    record(
        by=by, verb="person.linked", kind="cases.same_person", object_id=str(row.pk), at=at,
    )  # fmt: skip
    return row


@transaction.atomic
def unlink_people(*, by: User, at: datetime, link: SamePerson, reason: str) -> None:
    """Take the decision back; what was opened because of it alone is withdrawn.

    Raises: Refused without a reason; Conflict when someone took it back first.
    """
    if not reason.strip():
        raise Refused("Taking it back needs a reason", next_step="say why they are two people")
    group = hold_people([link.one_id, link.other_id])
    sealed = seal(reason.strip(), link.one.key, table="same_person", row=link.pk, field="undone")
    changed = SamePerson.objects.filter(pk=link.pk, undone_at__isnull=True).update(
        undone_at=at, undone_by=by, undone_sealed=sealed
    )
    if not changed:
        raise Conflict("Someone else took this decision back first", theirs={}, yours={})
    duties = SafetyDuty.objects.filter(suspect__in=group, withdrawn_at__isnull=True)
    loose = [
        duty
        for duty in duties.select_related("case", "cause")
        if duty.suspect_id not in one_person(suspects_of(duty.cause))
    ]
    withdraw_duties(loose, by=by, at=at)
    record(
        by=by, verb="person.unlinked", kind="cases.same_person", object_id=str(link.pk), at=at,
    )  # fmt: skip
