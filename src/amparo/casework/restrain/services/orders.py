"""Protective orders: asked, granted or refused, served, breached, and chased before they end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person, RoleInCase, Task, TeamMember
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.tasks import add_task, finish_task
from amparo.casework.restrain.models import ProtectiveOrder, ProtectiveStep
from amparo.casework.restrain.services.facts import begin, keep, stop_chasing, tell
from amparo.directory.models import Institution
from amparo.errors import Refused

What = ProtectiveStep.What
CHASE_DAYS = 14
CHASE = "A protection ends soon: ask the survivor and the court whether it is to go on"
MILESTONES = {What.GRANTED: "restrain.protective_order", What.BREACHED: "restrain.order_breached"}
AFTER = {
    "": {What.GRANTED, What.REFUSED},
    What.GRANTED: {What.SERVED, What.NOT_SERVED, What.RENEWED, What.BREACHED, What.ENDED},
    What.REFUSED: {What.GRANTED},
    What.ENDED: {What.GRANTED, What.RENEWED},
}
"""What may follow; what is not named here leaves the order in force, as granted does."""


@transaction.atomic
def ask_protection(
    *, by: User, at: datetime, case: Case, person: Person, on: date,
    protects: Person | None = None, court: Institution | None = None, words: str = "",
    token: UUID | None = None,
) -> ProtectiveOrder:  # fmt: skip
    """Keep that an order was asked for, to protect one survivor or all of the case."""
    roles = RoleInCase.objects.filter(case=case, person=protects, role__in=SURVIVOR_ROLES)
    if protects is not None and not roles.exists():
        raise Refused("Only a survivor of the case can be protected here")
    row, is_new = begin(
        ProtectiveOrder, by=by, at=at, case=case, person=person, on=on, token=token,
        protects=protects, court=court, words={"words": words},
    )  # fmt: skip
    if is_new:
        keep(row, by=by, at=at, verb="protection.asked")
    return row


@transaction.atomic
def add_order_step(
    *, by: User, at: datetime, order: ProtectiveOrder, on: date, what: str,
    until: date | None = None, words: str = "", token: UUID | None = None,
) -> ProtectiveStep:  # fmt: skip
    """What became of a protective order on a day.

    Changes: granted records restrain.protective_order, which opens a task to have it served; a
    breach records restrain.order_breached, which raises an alert; an order with an end opens a
    task two weeks before it, which a renewal or the end takes away.
    Raises: Refused for a step that cannot follow, a day before the order, or an end before it.
    """
    row, is_new = begin(
        ProtectiveStep, by=by, at=at, case=order.case, person=order.person, on=on, token=token,
        order=order, what=what, words={"words": words},
        until=until if what in {What.GRANTED, What.RENEWED} else None,
    )  # fmt: skip
    if not is_new:
        return row
    _check(order, row)
    if (told := MILESTONES.get(What(what))) is not None:
        row.milestone = tell(row, told, by=by, at=at, institution=order.court)
    if what in {What.RENEWED, What.ENDED}:
        for earlier in order.steps.filter(chase__isnull=False):
            stop_chasing(earlier, by=by, at=at)
    if row.until is not None:
        today = timezone.localdate(at)
        row.chase = add_task(
            by=by, at=at, case=order.case, what=CHASE, owner=_lead_of(order.case),
            due_on=max(today, row.until - timedelta(days=CHASE_DAYS)),
        )  # fmt: skip
    if what in {What.SERVED, What.ENDED}:
        _close_serving(order, by=by, at=at)
    keep(row, by=by, at=at, verb=f"protection.{what}")
    return row


def state_of(steps: list[ProtectiveStep]) -> str:
    """Where an order stands by its steps in order: asked, granted, refused, served, ended…"""
    state = ""
    for step in steps:
        if step.what in {What.GRANTED, What.REFUSED, What.SERVED, What.NOT_SERVED, What.ENDED}:
            state = step.what
        elif step.what == What.RENEWED and state == What.ENDED:
            state = What.GRANTED
    return state


def _check(order: ProtectiveOrder, row: ProtectiveStep) -> None:
    ProtectiveOrder.objects.select_for_update().get(pk=order.pk)
    if order.taken_back_at:
        raise Refused("This order was taken back")
    steps = list(order.steps.filter(taken_back_at__isnull=True))
    state = state_of(steps)
    if row.what not in AFTER.get(state, AFTER[What.GRANTED]):
        raise Refused("This cannot follow where the order stands", next_step="look at its steps")
    if row.on < max([order.on, *(step.on for step in steps)]):
        raise Refused("This lies before an earlier step", found=row.on.isoformat())
    if row.until is not None and row.until < row.on:
        raise Refused("A protection cannot end before it begins", found=row.until.isoformat())


def _close_serving(order: ProtectiveOrder, *, by: User, at: datetime) -> None:
    """The order is in the person's hand, or over: nobody need see to its service."""
    granted = order.steps.filter(taken_back_at__isnull=True).values("milestone")
    for task in Task.objects.filter(opened_by__in=granted, done_at__isnull=True).filter(
        opened_by__type="restrain.protective_order"
    ):
        finish_task(by=by, at=at, task=task, outcome="Recorded with the order")


def _lead_of(case: Case) -> User | None:
    lead = TeamMember.objects.filter(case=case, leads=True, to_on__isnull=True).first()
    return lead.user if lead else None
