"""Who keeps the office's complaints about officials, by two people's word; and who steps aside."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.access.policy import MAY_HOLD, Compartment
from amparo.audit.services import record
from amparo.errors import NotVisible, Refused
from amparo.repair.accountability.models import Grievance, Keeper, Recusal
from amparo.repair.accountability.models.keeping import LONGEST_DAYS

KIND = "accountability.keeper"


@transaction.atomic
def ask_for_keeper(*, by: User, at: datetime, user: User, until: date) -> Keeper:
    """Ask that somebody keeps the complaints; they open nothing until a second person agrees.

    Who may: a supervisor, for somebody else of the office. Raises: Refused for oneself, for roles
    that may not hold the compartment, past a year, and where it is asked for already.
    """
    today = timezone.localdate(at)
    if not by.may("compartments.grant") or by.office_id is None:
        raise NotVisible
    if user.pk == by.pk:
        raise Refused("Nobody asks for themselves", next_step="ask another supervisor")
    if user.office_id != by.office_id or not user.held_roles & MAY_HOLD[Compartment.MISCONDUCT]:
        named = ", ".join(sorted(role.label for role in MAY_HOLD[Compartment.MISCONDUCT]))
        raise Refused("This person may not keep complaints", next_step=f"choose one of: {named}")
    if not today < until <= today + timedelta(days=LONGEST_DAYS):
        raise Refused(f"At most {LONGEST_DAYS} days", next_step="choose an earlier day")
    rows = Keeper.objects.filter(office=by.office_id, user=user, ended_at__isnull=True)
    rows.filter(until_on__lte=today).update(ended_at=at)
    if rows.exists():
        raise Refused("They keep complaints, or are asked for, already")
    row = Keeper.objects.create(
        office_id=by.office_id, user=user, from_on=today, until_on=until, granted_by=by,
        granted_at=at,
    )  # fmt: skip
    record(by=by, verb="keeper.asked", kind=KIND, object_id=str(row.pk), at=at)
    return row


@transaction.atomic
def agree_to_keeper(*, by: User, at: datetime, keeper: Keeper) -> None:
    """Agree: from now on the complaints are open to them.

    Who may: a colleague who is neither whoever asked nor the one it opens to. Raises: Refused.
    """
    if by.office_id != keeper.office_id or not by.may("compartments.second"):
        raise NotVisible
    if by.pk in {keeper.granted_by_id, keeper.user_id}:
        raise Refused("A second person agrees", next_step="ask a colleague to sign in and agree")
    waiting = Keeper.objects.filter(
        pk=keeper.pk, seconded_at__isnull=True, ended_at__isnull=True,
        until_on__gt=timezone.localdate(at),
    )  # fmt: skip
    if not waiting.update(seconded_by=by, seconded_at=at):
        raise Refused("Someone answered this before you", next_step="look at the list again")
    record(by=by, verb="keeper.opened", kind=KIND, object_id=str(keeper.pk), at=at)


@transaction.atomic
def end_keeper(*, by: User, at: datetime, keeper: Keeper) -> None:
    """Close it at once. Who may: a supervisor, and the keeper themselves."""
    if by.office_id != keeper.office_id:
        raise NotVisible
    if by.pk != keeper.user_id and not by.may("compartments.grant"):
        raise NotVisible
    live = Keeper.objects.filter(pk=keeper.pk, ended_at__isnull=True)
    if not live.update(ended_at=at):
        raise Refused("It is closed already")
    record(by=by, verb="keeper.closed", kind=KIND, object_id=str(keeper.pk), at=at)


@transaction.atomic
def shut_out(*, by: User, at: datetime, grievance: Grievance, user: User, why: str) -> Recusal:
    """Keep somebody from one complaint for good; also oneself. Raises: Refused for others."""
    if user.office_id != grievance.office_id or why not in Recusal.Why.values:
        raise Refused("Choose a colleague and the reason")
    row, made = Recusal.objects.get_or_create(
        grievance=grievance, user=user,
        defaults={"why": why, "recorded_by": by, "recorded_at": at},
    )  # fmt: skip
    if made:
        record(
            by=by, verb="grievance.shut_out", kind="accountability.grievance",
            object_id=str(grievance.pk), at=at, fields=[why],
        )  # fmt: skip
    return row
