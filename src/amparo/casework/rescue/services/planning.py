"""The plan of an operation, line by line, and who is to be where."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.aftercare.models import Home
from amparo.casework.aftercare.services.homes import hold_beds
from amparo.casework.apart.meeting import place_digest
from amparo.casework.apart.models import Stay
from amparo.casework.apart.services import put_in_place
from amparo.casework.cases.models import Case, Person
from amparo.casework.rescue.models import Operation, OperationEvent, OperationStay, PlanLine
from amparo.casework.rescue.phases import OVER, What
from amparo.casework.rescue.services.written import in_trail, keep_in_operation
from amparo.directory.packs.operating import operating
from amparo.errors import Conflict, Refused

PLACES = ("vehicle", "room", "waiting")
BEDS = "safe_place"


@transaction.atomic
def add_line(
    *, by: User, at: datetime, operation: Operation, kind: str, words: str, for_whom: str = "",
    n: int | None = None, is_had: bool = True, token: UUID | None = None,
) -> PlanLine:  # fmt: skip
    """Add a line to the plan; or, where it cannot be had, why.

    Raises: Refused for a vehicle, room or waiting area without whom it is for, or one that is for
    the other side already; for an operation that is over.
    """
    if token and (first := PlanLine.objects.filter(pk=token, operation=operation).first()):
        return first
    declared = operating().kind(kind)
    if declared is None:
        raise Refused("This is not part of a plan", next_step="choose from the list")
    if not words.strip():
        raise Refused("Say what or who, or why it cannot be had")
    is_open(operation)
    if declared.for_whom and is_had and for_whom not in PlanLine.ForWhom.values:
        raise Refused("Say whom it is for", next_step="victims and suspects never share one")
    digest = place_digest(words) if kind in PLACES and is_had else ""
    if digest and (taken := _taken(operation, digest)) is not None:
        raise Refused(
            "This one is in the plan already", found=f"for {taken.get_for_whom_display().lower()}",
            next_step="victims and suspects never share one: choose another",
        )  # fmt: skip
    return keep_in_operation(
        PlanLine, by=by, at=at, operation=operation, verb="operation.line_added", words=words,
        token=token, kind=kind, for_whom=for_whom if declared.for_whom and is_had else "", n=n,
        is_had=is_had, place_digest=digest,
    )  # fmt: skip


def _taken(operation: Operation, digest: str) -> PlanLine | None:
    Operation.objects.select_for_update().get(pk=operation.pk)
    return PlanLine.objects.filter(
        operation=operation, place_digest=digest, removed_at__isnull=True
    ).first()


def is_open(operation: Operation) -> None:
    """Refuse an operation that is over."""
    if OperationEvent.objects.filter(operation=operation, what__in=OVER).exists():
        raise Refused("This operation is over", next_step="nothing is added to it any more")


@transaction.atomic
def hold_beds_for(
    *, by: User, at: datetime, operation: Operation, home: Home, n: int, from_on: date,
    until_on: date, token: UUID | None = None,
) -> PlanLine:  # fmt: skip
    """Hold beds for the nights after an operation, and keep them as a line of the plan.

    Changes: the beds are promised without a case, so that nobody but whoever holds them learns
    what for; the line.
    Raises: Refused where a night has too few beds.
    """
    if token and (first := PlanLine.objects.filter(pk=token, operation=operation).first()):
        return first
    is_open(operation)
    hold_beds(
        by=by, at=at, home=home, n=n, from_on=from_on, until_on=until_on,
        why=f"Operation {operation.code}",
    )  # fmt: skip
    return add_line(
        by=by, at=at, operation=operation, kind=BEDS, words=home.called, n=n, token=token
    )


@transaction.atomic
def remove_line(*, by: User, at: datetime, line: PlanLine) -> None:
    """Take a line off; it stays with who did. Raises Conflict when someone did first."""
    is_open(line.operation)
    done = PlanLine.objects.filter(pk=line.pk, removed_at__isnull=True).update(
        removed_at=at, removed_by=by
    )
    if not done:
        raise Conflict("Someone else took it off first", theirs={}, yours={})
    in_trail(line.operation, by=by, at=at, verb="operation.line_removed")


@transaction.atomic
def place_someone(
    *, by: User, at: datetime, operation: Operation, case: Case, person: Person, kind: str,
    place: str, from_at: datetime, until_at: datetime | None = None, is_planned: bool,
    reason: str = "", token: UUID | None = None,
) -> Stay:  # fmt: skip
    """Put someone in a vehicle, a room or a waiting area of an operation.

    Changes: the stay, which stays secret when it was planned before the operation was carried out.
    Raises: WouldMeet where a survivor and a suspect would be together, unless a reason is given.
    """
    is_open(operation)
    executed = OperationEvent.objects.filter(operation=operation, what=What.EXECUTED).exists()
    stay = put_in_place(
        by=by, at=at, case=case, person=person, kind=kind, purpose=Stay.Purpose.OPERATION,
        place=place, from_at=from_at, until_at=until_at, is_planned=is_planned,
        is_secret=not executed, reason=reason, institution=operation.authority, token=token,
    )  # fmt: skip
    _, is_new = OperationStay.objects.get_or_create(operation=operation, stay=stay)
    if is_new:
        in_trail(operation, by=by, at=at, verb="operation.person_placed")
    return stay
