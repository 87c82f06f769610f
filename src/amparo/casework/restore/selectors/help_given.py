"""Help in figures: given against planned by domain of a life, and from asking to beginning.

Days and numbers only leave the cases; the unit is a service to a survivor in a case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.aftercare.models import Delivered, Episode, ReferralStep, ServiceReferral
from amparo.casework.aftercare.selectors.referrals import DOMAINS
from amparo.casework.cases.eventlog import Scope, counted_cases
from amparo.flow import EventLog, Exit
from amparo.flow.competing import CompetingRisks, aalen_johansen
from amparo.flow.counts import of, of_step
from amparo.flow.delivery import Delivery, Planned, delivery_of

ASKED, BEGUN = "Asked", "Help begun"
LEFT = {
    ReferralStep.What.DECLINED.value: "declined",
    ReferralStep.What.ENDED.value: "no longer needed",
}
CALLED_BACK = "called back"


@dataclass(frozen=True)
class DomainGiven:
    """Services for one domain of a life: how many, how much is planned in all, what was given."""

    name: str
    n_services: int
    n_planned: int
    found: Delivery


def given_by_domain(user: User, scope: Scope) -> tuple[DomainGiven, ...]:
    """What was given of what was expected by now, by domain; then over all. Two queries."""
    episodes = list(Episode.objects.filter(case__in=counted_cases(user, scope)))
    sums: dict[UUID, tuple[int, int]] = {}
    standing = Delivered.objects.filter(episode__in=episodes, replaced_by__isnull=True)
    for pk, expected, given in standing.values_list("episode", "n_expected", "n_given"):
        before = sums.get(pk, (0, 0))
        sums[pk] = before[0] + expected, before[1] + given
    by_domain: dict[str, list[Episode]] = {}
    for one in episodes:
        by_domain.setdefault(DOMAINS.get(one.domain, "Other"), []).append(one)
    found = [_of(name, rows, sums) for name, rows in sorted(by_domain.items())]
    return (*found, _of("All services", episodes, sums)) if len(found) > 1 else tuple(found)


def _of(name: str, rows: Iterable[Episode], sums: dict[UUID, tuple[int, int]]) -> DomainGiven:
    listed = list(rows)
    planned = [
        Planned(f"{one.case_id}:{one.person_id}", *sums.get(one.pk, (0, 0))) for one in listed
    ]
    return DomainGiven(
        name, len(listed), sum(one.n_planned for one in listed), delivery_of(planned)
    )


def asked_to_begun(user: User, scope: Scope, *, today: date) -> CompetingRisks | None:
    """From a referral sent to the day its service began; None where none was sent.

    What was declined, no longer needed or called back leaves by a way of its own; what waits is
    censored today. Referrals to homes begin as a stay and are left out.
    """
    log = referrals_log(user, scope, today=today)
    if log is None:
        return None
    return aalen_johansen(of_step(of(log), 0), name=f"{ASKED} → {BEGUN}")


def referrals_log(user: User, scope: Scope, *, today: date) -> EventLog | None:
    """The engine's log, a referral a case; its ids are opaque. Two queries."""
    rows = ServiceReferral.objects.filter(
        case__in=counted_cases(user, scope), home__isnull=True, steps__what=ReferralStep.What.SENT
    )
    found = rows.select_related("episode").prefetch_related("steps__sending__recall")
    lines = [_line(row) for row in found.distinct()]
    if not lines:
        return None
    kinds = sorted({line["left"] for line in lines if line["left"]})
    schema = {"referral": pl.String, "asked": pl.Date, "begun": pl.Date, "left": pl.String,
              "left_on": pl.Date}  # fmt: skip
    return EventLog.read(
        pl.DataFrame(lines, schema=schema), case="referral",
        stages={ASKED: "asked", BEGUN: "begun"},
        exits=[Exit(kind, "left", (kind,), "left_on") for kind in kinds], as_of=today,
    )  # fmt: skip


def _line(row: ServiceReferral) -> dict[str, Any]:
    steps = sorted(row.steps.all(), key=lambda step: step.number)
    sent = next(step for step in steps if step.what == ReferralStep.What.SENT)
    begun = row.episode.from_on if hasattr(row, "episode") else None
    left, left_on = LEFT.get(steps[-1].what, ""), timezone.localdate(steps[-1].at)
    recall = getattr(sent.sending, "recall", None)
    if not left and recall is not None:
        left, left_on = CALLED_BACK, timezone.localdate(recall.queued_at)
    gone = bool(left) and begun is None
    return {
        "referral": str(row.pk), "asked": timezone.localdate(sent.at), "begun": begun,
        "left": left if gone else None, "left_on": left_on if gone else None,
    }  # fmt: skip
