"""Checks of colleagues, and whether somebody may be on a child's case."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import Actor, record
from amparo.casework.cases.models import Case, RoleInCase, StaffCheck
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.errors import Refused

Kind = StaffCheck.Kind
NEEDED = (Kind.BACKGROUND, Kind.CODE)
CHILD_UNTIL = 18
LONGEST_YEARS = 5


@transaction.atomic
def record_check_of(
    *, by: User, at: datetime, user: User, kind: Kind, on: date, until: date | None = None,
    token: UUID | None = None,
) -> StaffCheck:  # fmt: skip
    """Keep that a colleague was checked, signed the code, or was asked how they are.

    Raises: Refused for one's own, a day to come, or a check without the day it ends.
    """
    if token and (first := StaffCheck.objects.filter(pk=token, user=user).first()):
        return first
    if by.pk == user.pk:
        raise Refused("Nobody records this of themselves", next_step="ask somebody else to")
    if user.office is None:
        raise Refused("This account belongs to no office")
    if on > timezone.localdate(at):
        raise Refused("It cannot have been done on a day to come", found=on.isoformat())
    if Kind(kind) == Kind.TALK:
        until = None
    elif until is None or not 0 < (until - on).days <= LONGEST_YEARS * 366:
        raise Refused("Say until when it holds", next_step="five years at most")
    row = StaffCheck.objects.create(
        id=token or uuid4(), office=user.office, user=user, kind=Kind(kind), on=on, until=until,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _written(by, user, at, row)
    return row


@transaction.atomic
def clear_at_set_up(*, by: Actor, at: datetime, user: User, on: date, until: date) -> None:
    """Take over from staff files, at set-up, that a colleague was checked and signed the code."""
    if user.office is not None:
        for kind in NEEDED:
            row = StaffCheck.objects.create(
                office=user.office, user=user, kind=kind, on=on, until=until, recorded_at=at
            )
            _written(by, user, at, row)


def _written(by: Actor, user: User, at: datetime, row: StaffCheck) -> None:
    record(
        by=by, verb="colleague.checked", kind="access.user", object_id=user.actor_id, at=at,
        fields=[row.kind],
    )  # fmt: skip


def lacks(user: User, on: date) -> list[str]:
    """What a colleague lacks on a day to be on a child's case; one query."""
    held = set(
        StaffCheck.objects.filter(user=user, kind__in=NEEDED, on__lte=on, until__gte=on)
        .values_list("kind", flat=True)
    )  # fmt: skip
    return [kind.label.lower() for kind in NEEDED if kind not in held]


def is_about_a_child(case: Case, on: date) -> bool:
    """Whether a survivor of the case may be under eighteen on a day; the year alone is kept."""
    years = RoleInCase.objects.filter(case=case, role__in=SURVIVOR_ROLES, to_on__isnull=True)
    return years.filter(person__birth_year__gte=on.year - CHILD_UNTIL).exists()


def check_may_join(case: Case, user: User, on: date) -> None:
    """Raises Refused where a child is in the case and the colleague was not checked."""
    if not is_about_a_child(case, on):
        return
    if missing := lacks(user, on):
        raise Refused(
            "A child is in this case, and this colleague lacks: " + ", ".join(missing),
            next_step="record it under Colleagues, or choose somebody else",
        )
