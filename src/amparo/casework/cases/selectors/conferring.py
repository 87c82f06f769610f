"""Conferences of a case, and the tasks that fell out of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amparo.access.models import User
from amparo.casework.cases.models import Case, Conference


@dataclass(frozen=True)
class TaskOf:
    """A task that fell out of a conference, and whether it is done."""

    what: str
    owner: str
    due_on: date
    is_done: bool


@dataclass(frozen=True)
class Met:
    """One conference, unsealed for the team."""

    on: date
    came: tuple[str, ...]
    others: str
    survivor: str
    decided: str
    tasks: tuple[TaskOf, ...]
    next_on: date | None
    by: str


def conferences_of(user: User, case: Case) -> tuple[Met, ...]:
    """Every conference of a case, newest first; three queries. The look is the case's own."""
    rows = Conference.objects.visible_to(user, "people.read").filter(case=case)
    rows = rows.select_related("case__key", "recorded_by").prefetch_related(
        "guests__user", "guests__institution", "tasks__task__owner"
    )
    return tuple(
        Met(
            on=row.on,
            came=tuple(
                str(one.institution or (one.user and one.user.name)) for one in row.guests.all()
            ),
            others=row.others(), survivor=row.get_survivor_display(), decided=row.decided(),
            tasks=tuple(
                TaskOf(
                    one.task.what, one.task.owner.name if one.task.owner else "Nobody",
                    one.task.due_on, is_done=one.task.done_at is not None,
                )
                for one in row.tasks.all()
            ),
            next_on=row.next_on, by=row.recorded_by.name,
        )
        for row in rows
    )  # fmt: skip
