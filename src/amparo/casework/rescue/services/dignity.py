"""How people were treated in an operation: answered question by question, and never hidden."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.rescue.models import (
    DignityAnswer,
    Operation,
    OperationCase,
    OperationEvent,
    Relief,
    Review,
    TakenBack,
)
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.services.written import keep_in_operation, tell_once
from amparo.directory.packs.operating import Check, operating
from amparo.errors import Refused

TOGETHER, APART = "rescue.together_with_suspects", "rescue.victim_suspect_separated"
GIVEN_AWAY, NO_KNOW_HOW = "B26", "B25"


def carried_out(operation: Operation) -> OperationEvent | None:
    """The event of its being carried out, if it was."""
    return OperationEvent.objects.filter(operation=operation, what=What.EXECUTED).first()


def reliefs_of(operation: Operation) -> list[Relief]:
    """Whom it brought out; without what was taken back."""
    back = TakenBack.objects.filter(kind="relief").values("row")
    rows = Relief.objects.filter(operation=operation).exclude(pk__in=back)
    return list(rows.select_related("case__programme", "person"))


def answers_of(operation: Operation) -> dict[str, DignityAnswer]:
    """The newest answer to each question."""
    rows = DignityAnswer.objects.filter(operation=operation).order_by("recorded_at")
    return {row.item: row for row in rows.select_related("operation__key", "recorded_by")}


@transaction.atomic
def answer_check(
    *, by: User, at: datetime, operation: Operation, item: str, is_kept: bool, words: str = "",
    token: UUID | None = None,
) -> DignityAnswer:  # fmt: skip
    """Answer one question of the checklist.

    Changes: a no is a breakdown of the authority on every case it serves; a no about keeping apart
    is told at once of each person it brought out, which raises an alert for them.
    Raises: Refused before it was carried out or once it is closed; a no without what happened.
    """
    check = operating().check(item)
    if check is None:
        raise Refused("This is not on the checklist", next_step="answer what is asked")
    if not is_kept and not words.strip():
        raise Refused("Say what happened", next_step="one sentence is enough; it is kept sealed")
    Operation.objects.select_for_update().get(pk=operation.pk)
    executed = carried_out(operation)
    if executed is None:
        raise Refused("It is answered once the operation was carried out")
    if OperationEvent.objects.filter(operation=operation, what=What.CLOSED).exists():
        raise Refused("This operation is closed", next_step="its answers stay as they are")
    before = answers_of(operation).get(item)
    row = keep_in_operation(
        DignityAnswer, by=by, at=at, operation=operation, verb="operation.check_answered",
        words=words, token=token, item=item, is_kept=is_kept,
    )  # fmt: skip
    if not is_kept and (before is None or before.is_kept):
        _note(check, operation, on=timezone.localdate(executed.happened_at), by=by, at=at)
    spread_answers(operation, by=by, at=at)
    return row


def _note(check: Check, operation: Operation, *, on: date, by: User, at: datetime) -> None:
    for served in OperationCase.objects.filter(operation=operation).select_related("case"):
        note_breakdown(
            by=by, at=at, case=served.case, cause=check.cause, on=on,
            step="operation", institution=operation.authority,
            unit=operation.unit, evidence=check.fails,
        )  # fmt: skip


def spread_answers(operation: Operation, *, by: User, at: datetime) -> None:
    """Tell of each person brought out whether they were kept apart, once that is known.

    Together as soon as one question says so; apart once all of them do.
    """
    answers = answers_of(operation)
    asked = [answers.get(check.code) for check in operating().checks if check.apart]
    if any(one is not None and not one.is_kept for one in asked):
        what = TOGETHER
    elif all(asked):
        what = APART
    else:
        return
    for relief in reliefs_of(operation):
        tell_once(
            relief.case, what, by=by, at=at, on=timezone.localdate(relief.relieved_at),
            person=relief.person, institution=operation.authority, unit=operation.unit,
        )  # fmt: skip


@transaction.atomic
def review_operation(
    *, by: User, at: datetime, operation: Operation, on: date, words: str, was_empty: bool,
    has_evidence: bool, has_arrest: bool, token: UUID | None = None,
) -> Review:  # fmt: skip
    """Keep what was learnt. A place found empty, and no arrest and no evidence, are breakdowns.

    Raises: Refused before everyone is in safety or in custody, or without words.
    """
    if not words.strip():
        raise Refused(
            "A review needs words", next_step="what went well, what did not, what changes"
        )
    happened = set(
        OperationEvent.objects.filter(operation=operation).values_list("what", flat=True)
    )
    if What.ENDED not in happened or What.CLOSED in happened:
        raise Refused(
            "It is reviewed when everyone is in safety or in custody, before it is closed"
        )
    row = keep_in_operation(
        Review, by=by, at=at, operation=operation, verb="operation.reviewed", words=words,
        token=token, on=on, was_empty=was_empty, has_evidence=has_evidence, has_arrest=has_arrest,
    )  # fmt: skip
    cause = GIVEN_AWAY if was_empty else ""
    if not cause and not (has_evidence or has_arrest):
        cause = NO_KNOW_HOW
    if cause:
        check = Check("review", "", "As the review says", cause)
        _note(check, operation, on=on, by=by, at=at)
    return row
