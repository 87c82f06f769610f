"""Of aftercare: services that survivors were referred to, and what the services answered."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from amparo.casework.aftercare.models import ReferralStep, ServiceReferral
from amparo.reform.detect import facts
from amparo.reform.detect.reading.rows import Rows, by_case

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
