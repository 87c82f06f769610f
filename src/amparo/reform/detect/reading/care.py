"""Of aftercare: what services answered, and relief money that the state owes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from amparo.casework.aftercare.models import MoneyDue, ReferralStep, ServiceReferral
from amparo.reform.detect import facts
from amparo.reform.detect.reading.rows import Rows, by_case, text

RELIEF = ("relief_immediate", "relief_rest")
What = ReferralStep.What
ANSWERS = (What.ACCEPTED, What.DECLINED, What.ENDED)


def referred(ids: Sequence[UUID]) -> Rows:
    """Referrals that were sent, each with its first answer; two queries."""
    rows = ServiceReferral.objects.filter(case__in=ids).prefetch_related("steps")
    return by_case((row.case_id, made) for row in rows if (made := _referred(row)) is not None)


def _referred(row: ServiceReferral) -> facts.Referred | None:
    steps = sorted(row.steps.all(), key=lambda step: step.number)
    sent = next((step for step in steps if step.what == What.SENT), None)
    if sent is None:
        return None
    answer = next((step for step in steps if step.what in ANSWERS), None)
    return facts.Referred(
        str(row.pk), str(row.person_id), row.service, timezone.localdate(sent.at),
        timezone.localdate(answer.at) if answer else None, answer.what if answer else "",
        answer.reason if answer else "", str(row.recipient_id),
    )  # fmt: skip


def sums(ids: Sequence[UUID]) -> Rows:
    """Relief that is due by a day, with the day on which it had come in full; two queries."""
    rows = MoneyDue.objects.filter(case__in=ids, kind__in=RELIEF, due_on__isnull=False)
    return by_case((row.case_id, _sum(row)) for row in rows.prefetch_related("came"))


def _sum(row: MoneyDue) -> facts.Sum:
    left, paid_on = row.amount, None
    for came in sorted(row.came.all(), key=lambda one: one.on):
        left -= came.amount
        if left <= 0 and paid_on is None:
            paid_on = came.on
    due = row.due_on or row.on
    return facts.Sum(str(row.pk), str(row.person_id), due, paid_on, text(row.payer_id))
