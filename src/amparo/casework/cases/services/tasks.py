"""Things to do, and dangers to answer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from amparo.access.models import User
from amparo.audit.services import Actor, record
from amparo.casework.cases import derive
from amparo.casework.cases.models import Case, SafetyAlert, SafetyDuty, Task
from amparo.errors import Conflict, Refused


@transaction.atomic
def add_task(
    *, by: User, at: datetime, case: Case, what: str, due_on: date, owner: User | None
) -> Task:
    """Add something to do by a day."""
    if not what.strip():
        raise Refused("A task needs words", next_step="say what is to be done")
    task = Task.objects.create(case=case, what=what.strip(), due_on=due_on, owner=owner, made_at=at)
    derive.refresh_next(case)
    record(
        by=by, verb="task.added", kind="cases.task", object_id=str(task.pk), at=at,
        case_id=str(case.pk),
    )  # fmt: skip
    return task


@transaction.atomic
def finish_task(*, by: User, at: datetime, task: Task, outcome: str = "") -> None:
    """Tick a task off. Raises Conflict when someone else did so first.

    Raises: Refused for a safety check or news for a survivor: what was found or told is written.
    """
    waits = Q(check_task=task, checked_at=None) | Q(tell_task=task, told_at=None)
    if SafetyDuty.objects.filter(waits, withdrawn_at=None).exists():
        raise Refused(
            "What was found, or what the survivor was told, is written down first",
            next_step="open the safety duty under “Suspects”",
        )
    _close(task, at, done_at=at, done_by=by, outcome=outcome.strip())
    derive.refresh_next(task.case)
    record(
        by=by, verb="task.done", kind="cases.task", object_id=str(task.pk), at=at,
        case_id=str(task.case_id),
    )  # fmt: skip


@transaction.atomic
def move_task(*, by: Actor, at: datetime, task: Task, due_on: date, owner: User | None) -> None:
    """Give a task another day or another owner."""
    _close(task, at, due_on=due_on, owner=owner)
    derive.refresh_next(task.case)
    record(
        by=by, verb="task.moved", kind="cases.task", object_id=str(task.pk), at=at,
        case_id=str(task.case_id), fields=["due_on", "owner"],
    )  # fmt: skip


def _close(task: Task, at: datetime, **changes: object) -> None:
    open_row = Task.objects.filter(pk=task.pk, version=task.version, done_at__isnull=True)
    if not open_row.update(version=F("version") + 1, **changes):
        theirs = Task.objects.get(pk=task.pk)
        raise Conflict(
            "Someone else changed this task first",
            theirs={"Done": "yes" if theirs.done_at else "no", "Due": theirs.due_on.isoformat()},
            yours={"When": at.isoformat(timespec="minutes")},
        )


@transaction.atomic
def raise_alert(*, by: User, at: datetime, case: Case, what: str) -> SafetyAlert:
    """Put a danger to a person where everyone on the team sees it."""
    if not what.strip():
        raise Refused("An alert needs words", next_step="say what the danger is")
    alert = SafetyAlert.objects.create(case=case, what=what.strip(), raised_at=at)
    derive.refresh_next(case)
    record(
        by=by, verb="alert.raised", kind="cases.safety_alert", object_id=str(alert.pk), at=at,
        case_id=str(case.pk),
    )  # fmt: skip
    return alert


@transaction.atomic
def resolve_alert(*, by: User, at: datetime, alert: SafetyAlert, measure: str) -> None:
    """Say what was done about a danger. Raises Refused without words."""
    if not measure.strip():
        raise Refused("Say what was done about the danger")
    SafetyAlert.objects.filter(pk=alert.pk, resolved_at__isnull=True).update(
        resolved_at=at, resolved_by=by, measure=measure.strip()
    )
    derive.refresh_next(alert.case)
    record(
        by=by, verb="alert.resolved", kind="cases.safety_alert", object_id=str(alert.pk), at=at,
        case_id=str(alert.case_id),
    )  # fmt: skip
