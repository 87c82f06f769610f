"""What a safety check found, and what a survivor was told: written once, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases import derive
from amparo.casework.cases.models import Person, SafetyDuty, Task, Through
from amparo.casework.cases.services.tasks import raise_alert
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import seal


@transaction.atomic
def record_check(
    *, by: User, at: datetime, duty: SafetyDuty, is_safe: bool, found: str, version: int
) -> None:
    """What a safety check found; where the survivor is not safe, a safety alert is raised.

    Raises: Refused without words; Conflict when someone recorded it first.
    """
    if not found.strip():
        raise Refused("Say what the check found")
    words = seal(found.strip(), duty.case.key, table="safety_duty", row=duty.pk, field="found")
    _keep(
        duty, version, field="checked_at", by=by, checked_at=at, checked_by=by, is_safe=is_safe,
        found_sealed=words,
    )  # fmt: skip
    _close(duty.check_task_id, by=by, at=at, outcome="Recorded with the safety check")
    if not is_safe:
        raise_alert(by=by, at=at, case=duty.case, what="A survivor is not safe")
    _written(duty, by=by, at=at, verb="safety.checked", fields=["found", "is_safe"])


@transaction.atomic
def record_telling(
    *, by: User, at: datetime, duty: SafetyDuty, was_told: bool, on: date, words: str, version: int,
    through: str = "", otherwise: str = "",
) -> None:  # fmt: skip
    """What the survivor was told, when and by which way; or why they could not be told.

    The safe way as it is recorded now is kept beside the way that was taken.
    Raises: Refused without words, for a day to come, without the way, or for another way than the
    safe one without a reason; Conflict when someone recorded it first.
    """
    if not words.strip():
        raise Refused("Say what was told and how, or why it could not be")
    if on > timezone.localdate(at):
        raise Refused("The survivor cannot have been told on a day to come", found=on.isoformat())
    safe = Person.objects.values_list("safe_channel", flat=True).get(pk=duty.survivor_id) or ""
    if was_told:
        _check_way(through, safe, otherwise)
    sealed = seal(words.strip(), duty.case.key, table="safety_duty", row=duty.pk, field="told")
    why = seal(
        otherwise.strip(), duty.case.key, table="safety_duty", row=duty.pk, field="otherwise"
    )
    _keep(
        duty, version, field="told_at", by=by, told_at=at, told_by=by, told_on=on,
        was_told=was_told, told_sealed=sealed, told_through=through if was_told else None,
        safe_through=safe or None, otherwise_sealed=why if was_told and otherwise.strip() else None,
    )  # fmt: skip
    _close(duty.tell_task_id, by=by, at=at, outcome="Recorded with what the survivor was told")
    fields = ["told", "told_on", "told_through", "was_told"]
    _written(duty, by=by, at=at, verb="safety.told", fields=fields)


def _check_way(through: str, safe: str, otherwise: str) -> None:
    if through not in Through.values:
        raise Refused("Say by which way the survivor was told")
    if through != safe and not otherwise.strip():
        raise Refused(
            "This is not the safe way that is recorded",
            next_step="say why this way was taken, and that it was safe",
        )


def _keep(duty: SafetyDuty, version: int, *, field: str, by: User, **facts: object) -> None:
    rows = SafetyDuty.objects.filter(
        pk=duty.pk, version=version, withdrawn_at__isnull=True, **{f"{field}__isnull": True}
    )
    if not rows.update(version=F("version") + 1, **facts):
        theirs = SafetyDuty.objects.get(pk=duty.pk)
        raise Conflict(
            "Someone recorded this first, or it was withdrawn",
            theirs={
                "Checked": "yes" if theirs.checked_at else "no",
                "Told": "yes" if theirs.told_at else "no",
                "Withdrawn": "yes" if theirs.withdrawn_at else "no",
            },
            yours={"Recorded by": by.name},
        )
    duty.refresh_from_db()


def _close(task_id: UUID, *, by: User, at: datetime, outcome: str) -> None:
    task = Task.objects.select_related("case").get(pk=task_id)
    Task.objects.filter(pk=task_id, done_at__isnull=True).update(
        done_at=at, done_by=by, outcome=outcome, version=F("version") + 1
    )
    derive.refresh_next(task.case)


def _written(duty: SafetyDuty, *, by: User, at: datetime, verb: str, fields: Sequence[str]) -> None:
    record(
        by=by, verb=verb, kind="cases.safety_duty", object_id=str(duty.pk), at=at,
        case_id=str(duty.case_id), fields=list(fields),
    )  # fmt: skip
