"""Case conferences: who came, what was decided, and the tasks that fall out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import (
    Case,
    Conference,
    ConferenceGuest,
    ConferenceTask,
    TeamMember,
)
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.tasks import add_task
from amparo.directory.models import Institution
from amparo.errors import Refused
from amparo.vault.sealing import seal

HELD = "restore.conference_held"
AGAIN = "Case conference: the day it was agreed to meet again"


@dataclass(frozen=True)
class ToDo:
    """What somebody took on, without names, by when."""

    what: str
    owner: User
    due_on: date


@transaction.atomic
def record_conference(
    *, by: User, at: datetime, case: Case, on: date, came: Sequence[User],
    institutions: Sequence[Institution] = (), others: str = "", survivor: Conference.Survivor,
    decided: str, to_do: Sequence[ToDo] = (), next_on: date | None = None,
    token: UUID | None = None,
) -> Conference:  # fmt: skip
    """Keep a conference about a case. Records restore.conference_held.

    Changes: a task for each thing somebody took on, and one for the next time.
    Raises: Refused without anybody, without what was decided, and for a task whose owner is not on
    the team.
    """
    if token and (first := Conference.objects.filter(pk=token, case=case).first()):
        return first
    if not came:
        raise Refused("Say who of the office came")
    if not decided.strip():
        raise Refused("Say what was decided", next_step="also where it was to change nothing")
    if next_on is not None and next_on <= on:
        raise Refused("The next time lies after this one", found=next_on.isoformat())
    team = set(
        TeamMember.objects.filter(case=case, to_on__isnull=True).values_list("user", flat=True)
    )
    if any(one.owner.pk not in team for one in to_do):
        raise Refused("A task belongs to somebody on the team", next_step="add them to it first")
    row = Conference(
        id=token or uuid4(), case=case, on=on, survivor=Conference.Survivor(survivor),
        next_on=next_on, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    for field, words in (("decided", decided), ("others", others)):
        sealed = seal(words.strip(), case.key, table="conference", row=row.pk, field=field)
        setattr(row, f"{field}_sealed", sealed)
    row.milestone = record_milestone(by=by, at=at, case=case, type=HELD, on=on)
    row.save(force_insert=True)
    _guests(row, came, institutions)
    again = [ToDo(AGAIN, by, next_on)] if next_on is not None else []
    for one in (*to_do, *again):
        task = add_task(by=by, at=at, case=case, what=one.what, due_on=one.due_on, owner=one.owner)
        ConferenceTask.objects.create(case=case, conference=row, task=task)
    record(
        by=by, verb="conference.recorded", kind="cases.conference", object_id=str(row.pk), at=at,
        case_id=str(case.pk), fields=[row.survivor],
    )  # fmt: skip
    return row


def _guests(row: Conference, came: Sequence[User], institutions: Sequence[Institution]) -> None:
    told = {"case": row.case, "conference": row}
    ConferenceGuest.objects.bulk_create(
        [
            *(ConferenceGuest(**told, user=one) for one in came),
            *(ConferenceGuest(**told, institution=one) for one in institutions),
        ]
    )
