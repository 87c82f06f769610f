"""Passing a complaint to an oversight body, its reply, what was found, and what followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import Refused
from amparo.repair.accountability.models import Grievance, Step

KIND = "accountability.grievance"
What = Step.What
FOUND = (What.SUBSTANTIATED, What.NOT_SUBSTANTIATED, What.UNCLEAR)
USUAL_DAYS = 30
LONGEST_DAYS = 365


@dataclass(frozen=True)
class Taken:
    """A step as it was typed."""

    what: str
    on: date
    words: str = ""
    body: Institution | None = None
    due_on: date | None = None
    sanction: str = ""


@transaction.atomic
def take_step(
    *, by: User, at: datetime, grievance: Grievance, taken: Taken, token: UUID | None = None
) -> Step:
    """Keep what was done with a complaint. Where it stands follows from the steps.

    Changes: one step, one audit entry. A finding may be followed by another, with its reason; the
    latest counts.
    Raises: Refused for a day before it was told or to come, a referral to the institution named, a
    reply without a referral, another finding without words, or a sanction of what was not found so.
    """
    if token and (first := Step.objects.filter(pk=token, grievance=grievance).first()):
        return first
    Grievance.objects.select_for_update().get(pk=grievance.pk)
    check_day(taken.on, at=at)
    _check(grievance, taken)
    row = Step(
        id=token or uuid4(), grievance=grievance, what=taken.what, on=taken.on, body=taken.body,
        due_on=taken.due_on if taken.what == What.REFERRED else None,
        sanction=taken.sanction if taken.what == What.SANCTIONED else "",
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    row.seal_words(taken.words)
    row.save(force_insert=True)
    record(
        by=by, verb=f"grievance.{taken.what}", kind=KIND, object_id=str(grievance.pk), at=at
    )  # fmt: skip
    return row


def _check(grievance: Grievance, taken: Taken) -> None:
    steps = list(Step.objects.filter(grievance=grievance))
    found = [step.what for step in steps if step.what in FOUND]
    if taken.what not in What.values:
        raise Refused("Say what was done", next_step="choose one")
    if taken.on < grievance.received_on:
        raise Refused(
            "This lies before it was told", next_step=f"it was told on {grievance.received_on}"
        )
    if taken.what == What.REFERRED:
        _check_referral(grievance, taken)
    if taken.what == What.REPLIED and not any(step.what == What.REFERRED for step in steps):
        raise Refused("Nobody was asked yet", next_step="pass it to an oversight body first")
    if taken.what in FOUND and found and not taken.words.strip():
        raise Refused("Another finding needs its reason", next_step="say what came to light")
    if taken.what == What.SANCTIONED:
        if not found or found[-1] != What.SUBSTANTIATED:
            raise Refused("It was not found to be so", next_step="keep the finding first")
        if taken.sanction not in dict(code_list("sanctions").choices(on=taken.on)):
            raise Refused("Say what followed", next_step="choose from the list")


def _check_referral(grievance: Grievance, taken: Taken) -> None:
    if taken.body is None:
        raise Refused("Say which body is asked", next_step="choose it from the list")
    if taken.body.pk == grievance.institution_id:
        raise Refused(
            "The institution named does not look into itself", next_step="choose an oversight body"
        )
    due, longest = taken.due_on, taken.on + timedelta(days=LONGEST_DAYS)
    if due is None or not taken.on < due <= longest:
        raise Refused("Say by when they answer", next_step="choose a day within a year")


@transaction.atomic
def look_at(*, by: User, at: datetime, grievance: Grievance) -> None:
    """Write down that somebody opened a complaint, before it is shown."""
    record(by=by, verb="grievance.read", kind=KIND, object_id=str(grievance.pk), at=at)
