"""Breaches of data: told at once, the authority within 72 hours, the people where it may hurt."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Breach, BreachStep
from amparo.directory.models import Institution
from amparo.errors import Conflict, Refused

What = BreachStep.What


@transaction.atomic
def report_breach(
    *, by: User, at: datetime, office: Institution, kind: Breach.Kind, known_at: datetime,
    words: str, is_risky: bool, n_people: int | None = None, token: UUID | None = None,
) -> Breach:  # fmt: skip
    """Write a breach down; the clock to telling the authority runs from when it was known.

    Raises: Refused without words, or for a moment to come.
    """
    if token and (first := Breach.objects.filter(pk=token, office=office).first()):
        return first
    if not words.strip():
        raise Refused("Say what happened", next_step="without names")
    if known_at > at + timedelta(minutes=1):
        raise Refused("It cannot have become known in the future")
    row = Breach.objects.create(
        id=token or uuid4(), office=office, kind=Breach.Kind(kind), known_at=known_at,
        n_people=n_people, words=words.strip(), is_risky=is_risky, reported_by=by, reported_at=at,
    )  # fmt: skip
    _written(row, by=by, at=at, verb="breach.reported", field=row.kind)
    return row


@transaction.atomic
def add_breach_step(
    *, by: User, at: datetime, breach: Breach, what: What, on: date, words: str
) -> BreachStep:
    """What was done about it, or why something is not.

    Raises: Refused without words; where it may hurt somebody and is closed before it was said
    whether the authority and the people are told; Conflict for what was recorded already.
    """
    step = What(what)
    if not words.strip():
        raise Refused("Say what was done, and by whom")
    if on > timezone.localdate(at):
        raise Refused("It cannot have been done on a day to come", found=on.isoformat())
    list(Breach.objects.select_for_update(no_key=True).filter(pk=breach.pk).values_list("pk"))
    done = set(BreachStep.objects.filter(breach=breach).values_list("what", flat=True))
    if step in done or What.CLOSED in done:
        raise Conflict("Somebody recorded this first", theirs={}, yours={})
    if step == What.CLOSED:
        _check_told(breach, done)
    row = BreachStep.objects.create(
        breach=breach, what=step, on=on, words=words.strip(), by=by, at=at
    )
    _written(breach, by=by, at=at, verb="breach.step", field=step)
    return row


def _check_told(breach: Breach, done: set[str]) -> None:
    if not done & {What.AUTHORITY, What.NOT_AUTHORITY}:
        raise Refused("Say first whether the authority was told, or why it need not be")
    if breach.is_risky and not done & {What.PEOPLE, What.NOT_PEOPLE}:
        raise Refused("Say first whether the people were told, or why they must not be")


def _written(row: Breach, *, by: User, at: datetime, verb: str, field: str) -> None:
    record(by=by, verb=verb, kind="cases.breach", object_id=str(row.pk), at=at, fields=[field])
