"""Which survivors wait to be checked on and told, and how they may be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.access.models import User
from amparo.casework.cases.models import Case, SafetyDuty, Task
from amparo.casework.cases.models.visibility import of_cases
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.cases.selectors.caseload import count_of
from amparo.directory.packs import milestone_type
from amparo.errors import NotVisible

WAITS = Q(withdrawn_at__isnull=True) & (Q(checked_at__isnull=True) | Q(told_at__isnull=True))
SHOWN = 50


@dataclass(frozen=True)
class Duty:
    """One survivor to check on and tell. What happened elsewhere is told without its case."""

    row: SafetyDuty
    code: str
    survivor: str
    suspect: str
    what: str
    on: date
    precision: str
    is_here: bool

    @property
    def waits_for(self) -> str:
        """What is still to be done, in words."""
        parts = [
            "" if self.row.checked_at else "safety check",
            "" if self.row.told_at else "telling the survivor",
        ]
        return " and ".join(part for part in parts if part)


def _rows(user: User) -> QuerySet[SafetyDuty]:
    rows = SafetyDuty.objects.visible_to(user)
    return rows.select_related(
        "case__key", "survivor__key", "cause", "checked_by", "told_by", "case__programme",
        "case__standing",
    )  # fmt: skip


def duties_in(user: User, case: Case) -> tuple[Duty, ...]:
    """Every duty of a case, those that wait first; those taken back are left out."""
    rows = list(_rows(user).filter(case=case, withdrawn_at__isnull=True))
    found = _shown(rows, user)
    return tuple(sorted(found, key=lambda duty: (not duty.waits_for, duty.row.due_on)))


def waiting_duties_for(user: User, *, limit: int = SHOWN) -> tuple[tuple[Duty, ...], int]:
    """What waits in all cases this user may open, closed files too, the oldest first; how many."""
    rows = _rows(user).filter(WAITS)
    return _shown(list(rows[:limit]), user), rows.count()


def waiting_codes_for(user: User, *, limit: int) -> tuple[list[tuple[str, date, UUID]], int]:
    """Code, day and duty of those who wait longest, and how many wait in all; two queries.

    They are counted no further than one past COUNT_UP_TO.
    """
    rows = SafetyDuty.objects.visible_to(user).filter(WAITS)
    return list(rows.values_list("case__code", "due_on", "pk")[:limit]), count_of(rows)


def duty_for(user: User, case: Case, duty_id: UUID, verb: str = "cases.read") -> Duty:
    """One duty of a case; NotVisible where there is none, or it was taken back."""
    rows = _rows(user).filter(case=case, pk=duty_id, withdrawn_at__isnull=True)
    if not (row := rows.filter(of_cases(user, verb)).first()):
        raise NotVisible
    return _shown([row], user)[0]


def duty_of_task(task: Task) -> tuple[str, UUID] | None:
    """The case's code and the duty a task belongs to, if it waits for words."""
    row = (
        SafetyDuty.objects.filter(Q(check_task=task) | Q(tell_task=task))
        .filter(WAITS)
        .select_related("case")
        .first()
    )
    return (row.case.code, row.pk) if row is not None else None


def _shown(rows: Sequence[SafetyDuty], user: User) -> tuple[Duty, ...]:
    labels: dict[tuple[UUID, str], str] = {}
    for case in {row.case_id: row.case for row in rows}.values():
        labels |= {(case.pk, one.person_id): one.label for one in people_in(case, user)}
    return tuple(
        Duty(
            row=row,
            code=row.case.code,
            survivor=labels.get((row.case_id, str(row.survivor_id)), "A survivor"),
            suspect=labels.get((row.case_id, str(row.suspect_id)), "A suspect"),
            what=milestone_type(row.cause.type).name,
            on=row.cause.happened_on,
            precision=row.cause.precision,
            is_here=row.cause.case_id == row.case_id,
        )
        for row in rows
    )
