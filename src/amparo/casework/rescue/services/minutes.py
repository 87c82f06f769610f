"""The minute log of an operation: one tap, the time filled in, nothing ever rubbed out."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.rescue.models import Headcount, Minute, Operation, OperationEvent
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.services.written import keep_in_operation
from amparo.directory.packs.operating import operating
from amparo.errors import Refused

NOTE, STRUCK = "note", "struck"
TOO_MANY = 5000


@transaction.atomic
def log_minute(
    *, by: User, at: datetime, operation: Operation, what: str, happened_at: datetime | None = None,
    words: str = "", about: Minute | None = None, token: UUID | None = None,
) -> Minute:  # fmt: skip
    """Keep one line, at this minute unless another is given.

    Raises: Refused before it was carried out, once it is closed, or for a minute to come.
    """
    if what != NOTE and operating().minute(what) is None:
        raise Refused("The log has no such line", next_step="tap one, or write a note")
    if what == NOTE and not words.strip():
        raise Refused("A note needs words")
    moment = happened_at or at
    if moment > at + timedelta(minutes=1):
        raise Refused("This lies in the future", next_step="check the hour")
    _is_running(operation)
    return keep_in_operation(
        Minute, by=by, at=at, operation=operation, verb="operation.minute_kept", words=words,
        token=token, what=what, happened_at=moment, about=about,
    )  # fmt: skip


@transaction.atomic
def strike_minute(*, by: User, at: datetime, minute: Minute, words: str = "") -> Minute:
    """Say that a line was tapped by mistake; it stays, struck through.

    Raises: Refused for a line that is struck already.
    """
    _is_running(minute.operation)
    Operation.objects.select_for_update().get(pk=minute.operation_id)
    if minute.is_struck or Minute.objects.filter(about=minute, is_struck=True).exists():
        raise Refused("This line is struck already")
    return keep_in_operation(
        Minute, by=by, at=at, operation=minute.operation, verb="operation.minute_struck",
        words=words, what=STRUCK, happened_at=at, about=minute, is_struck=True,
    )  # fmt: skip


@transaction.atomic
def count_heads(
    *, by: User, at: datetime, operation: Operation, point: str, happened_at: datetime,
    n_women: int = 0, n_men: int = 0, n_girls: int = 0, n_boys: int = 0, n_suspects: int = 0,
    token: UUID | None = None,
) -> Headcount:  # fmt: skip
    """Keep how many were counted at one point.

    Raises: Refused for a point that is not known, nobody counted, or more than a person can count.
    """
    numbers = (n_women, n_men, n_girls, n_boys, n_suspects)
    if point not in Headcount.Point.values:
        raise Refused("Say where they were counted")
    if not any(numbers) or min(numbers) < 0 or max(numbers) > TOO_MANY:
        raise Refused("Count somebody", next_step="a number for each, 0 where there is nobody")
    _is_running(operation)
    return keep_in_operation(
        Headcount, by=by, at=at, operation=operation, verb="operation.heads_counted", token=token,
        point=point, happened_at=happened_at, n_women=n_women, n_men=n_men, n_girls=n_girls,
        n_boys=n_boys, n_suspects=n_suspects,
    )  # fmt: skip


def _is_running(operation: Operation) -> None:
    happened = set(
        OperationEvent.objects.filter(operation=operation).values_list("what", flat=True)
    )
    if What.EXECUTED not in happened:
        raise Refused(
            "The operation has not begun", next_step="record that it is carried out, then the log"
        )
    if What.CLOSED in happened:
        raise Refused("This operation is closed", next_step="its log stays as it is")
