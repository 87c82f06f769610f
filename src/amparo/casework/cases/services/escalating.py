"""A term that has passed goes up: to whoever leads the case, then to a supervisor.

The alert of a case, Today and the stuck cases show it to whoever looks; a task finds its owner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from amparo.access.models import User
from amparo.access.services import System
from amparo.audit.services import record
from amparo.casework.cases import derive
from amparo.casework.cases.models import Clock, Task, TeamMember
from amparo.casework.cases.services.tasks import move_task
from amparo.casework.cases.services.team import supervisors_of

PASSED = "Past its day: "
LADDER = {True: (1, 7), False: (14, 28)}
"""Days over from which the lead has it, and a supervisor: by law, and by good practice."""

Key = tuple[Any, str]


def escalate_clocks(*, at: datetime, today: date) -> int:
    """Give each term that has passed to the next person up; again on the same day changes nothing.

    Changes: one task a term, whose owner moves up; ticked off once the term has stopped. What a
    person ticked off comes back once, to the supervisor.
    Counts: the terms that went up a step.
    """
    running = Clock.objects.filter(stopped_on__isnull=True, case__standing__is_open=True)
    over = list(running.filter(due_on__lt=today).select_related("case__office"))
    made: dict[Key, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(what__startswith=PASSED).select_related("case", "owner"):
        made[task.opened_by_id, task.what].append(task)
    _tick_off(made, {_key(clock) for clock in over}, at=at)
    leads = dict(_leads({clock.case_id for clock in over}))
    supervisors: dict[Any, User | None] = {}
    n = 0
    for clock in over:
        first, second = LADDER[clock.is_statutory]
        days = (today - clock.due_on).days
        if days < first:
            continue
        office = clock.case.office_id
        if office not in supervisors:
            supervisors[office] = next(iter(supervisors_of(clock.case.office)), None)
        owner = leads.get(clock.case_id) if days < second else None
        owner = owner or supervisors[office]
        n += _raise(clock, made[_key(clock)], owner, at=at, today=today)
    return n


def _key(clock: Clock) -> Key:
    return clock.started_by_id, f"{PASSED}{clock.name}"[:200]


def _leads(cases: set[Any]) -> Iterable[tuple[Any, User]]:
    rows = TeamMember.objects.filter(case__in=cases, leads=True, to_on__isnull=True)
    return ((row.case_id, row.user) for row in rows.select_related("user") if row.user.is_active)


@transaction.atomic
def _raise(
    clock: Clock, made: list[Task], owner: User | None, *, at: datetime, today: date
) -> bool:
    if owner is None or any(task.owner_id == owner.pk for task in made):
        return False
    waiting = next((task for task in made if task.done_at is None), None)
    if waiting is not None:
        move_task(by=System(), at=at, task=waiting, due_on=waiting.due_on, owner=owner)
    else:
        waiting = Task.objects.create(
            case=clock.case, what=_key(clock)[1], due_on=today, owner=owner, made_at=at,
            opened_by_id=clock.started_by_id,
        )  # fmt: skip
        derive.refresh_next(clock.case)
    record(
        by=System(), verb="clock.escalated", kind="cases.task", object_id=str(waiting.pk), at=at,
        case_id=str(clock.case_id),
    )  # fmt: skip
    return True


def _tick_off(made: dict[Key, list[Task]], running: set[Key], *, at: datetime) -> None:
    """The step was recorded meanwhile, so that nothing is left to do."""
    for key, tasks in made.items():
        for task in [] if key in running else tasks:
            if task.done_at is None:
                Task.objects.filter(pk=task.pk, done_at__isnull=True).update(
                    done_at=at, outcome="The term has stopped"
                )
                derive.refresh_next(task.case)
