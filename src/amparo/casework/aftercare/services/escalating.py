"""What nobody answered goes up: from whoever asked, to the lead of the case, to a supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from amparo.access.models import User
from amparo.access.services import System
from amparo.casework.aftercare.models import MoneyDue, ReferralStep, ServiceReferral
from amparo.casework.aftercare.services.referring import days_of, state_of
from amparo.casework.aftercare.services.told import lead_of, written
from amparo.casework.cases.models import Recall, Task
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.cases.services.tasks import move_task
from amparo.casework.cases.services.team import supervisors_of

UNANSWERED = (ReferralStep.What.SENT, ReferralStep.What.CHASED)
RECALL_DAYS = 3
RELIEF = ("relief_immediate", "relief_rest")
FOUND_BY = "relief_sum_late"  # a detector: what it sees later is the same fact, once


@dataclass(frozen=True)
class Escalated:
    """What a round did. Counts: referrals and recalls that went up a step; sums found late."""

    referrals: int
    recalls: int
    late: int


def escalate(*, at: datetime, today: date) -> Escalated:
    """Give each overdue wait to the next person up; running it again changes nothing more.

    One term overdue it is the lead's, two terms overdue a supervisor's. The day it was due stays,
    so that everyone sees for how long it has waited.
    """
    waiting = ServiceReferral.objects.filter(task__done_at__isnull=True, task__due_on__lt=today)
    n_referrals = sum(
        _raise(row.task, days=days_of(row), at=at, today=today)
        for row in waiting.select_related("task__case__office", "task__owner").order_by("pk")
        if row.task is not None and state_of(row) in UNANSWERED
    )
    recalls = Recall.objects.filter(answered_on__isnull=True, task__due_on__lt=today)
    n_recalls = sum(
        _raise(row.task, days=RECALL_DAYS, at=at, today=today)
        for row in recalls.select_related("task__case__office", "task__owner").order_by("pk")
    )
    return Escalated(n_referrals, n_recalls, propose_late_relief(at=at, today=today))


def propose_late_relief(*, at: datetime, today: date) -> int:
    """Propose a breakdown for each sum of relief that the state owes and did not pay in time.

    Counts: the sums that are late; each is proposed once, and a person says whether it is so.
    """
    owed = MoneyDue.objects.filter(kind__in=RELIEF, due_on__lt=today)
    late = [
        row
        for row in owed.annotate(paid=Sum("came__amount")).select_related("case", "payer", "person")
        if (row.paid or 0) < row.amount
    ]
    for row in late:
        note_breakdown(
            by=System(), at=at, case=row.case, cause="B60", on=today, institution=row.payer,
            person=row.person, found_by=FOUND_BY, found_version=1, fact=f"sum:{row.pk}",
            explained="Relief money was due and did not come in full",
        )  # fmt: skip
    return len(late)


@transaction.atomic
def _raise(task: Task, *, days: int, at: datetime, today: date) -> bool:
    owner = _owner(task, (today - task.due_on).days, days)
    if owner is None or owner.pk == task.owner_id:
        return False
    move_task(by=System(), at=at, task=task, due_on=task.due_on, owner=owner)
    written(task, by=System(), at=at, verb="wait.escalated", case_id=task.case_id)
    return True


def _owner(task: Task, over: int, days: int) -> User | None:
    if over < days:
        return None
    if over < 2 * days:
        return lead_of(task.case)
    return next(iter(supervisors_of(task.case.office)), None)
