"""Referrals that came to an institution, for its own people: those that were sent to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from amparo.access.models import User
from amparo.casework.aftercare.models import ReferralStep, ServiceReferral
from amparo.casework.cases.models import Recall
from amparo.directory.packs import code_list
from amparo.errors import NotVisible

What = ReferralStep.What


@dataclass(frozen=True)
class Received:
    """A referral that came to an institution, as its own people list it."""

    code: str
    service: str
    sender: str
    sent_on: date
    state: str
    state_name: str
    is_recalled: bool
    is_recall_open: bool

    @property
    def waits(self) -> bool:
        """Whether this institution has something to answer."""
        asked = self.state in {What.SENT, What.CHASED}
        return self.is_recall_open or (asked and not self.is_recalled)


def received_for(user: User) -> tuple[Received, ...]:
    """What was sent to the user's own institution, what waits for an answer first."""
    rows = ServiceReferral.objects.all().received_by(user)
    found = [
        _received(row)
        for row in rows.select_related("case__office").prefetch_related("steps__sending__recall")
    ]
    return tuple(
        sorted(found, key=lambda one: (not one.is_recall_open, not one.waits, one.sent_on))
    )


def _received(row: ServiceReferral) -> Received:
    steps = sorted(row.steps.all(), key=lambda step: step.number)
    sent = next(step for step in steps if step.what == What.SENT)
    recall = getattr(sent.sending, "recall", None) if sent.sending else None
    waits = steps[-1].what in {What.SENT, What.CHASED}
    return Received(
        row.code, code_list("services").name_of(row.service), row.case.office.name,
        timezone.localdate(sent.at), steps[-1].what,
        "Waits for your answer" if waits else steps[-1].get_what_display(),
        recall is not None, recall is not None and recall.answered_on is None,
    )  # fmt: skip


def received_one(user: User, code: str) -> tuple[ServiceReferral, Received]:
    """One referral that was sent to the user's institution; NotVisible for any other."""
    rows = ServiceReferral.objects.all().received_by(user).filter(code=code.upper())
    found = (
        rows.select_related("case__key", "case__office", "person", "recorded_by", "home__key")
        .prefetch_related("steps__sending__recall").first()
    )  # fmt: skip
    if found is None:
        raise NotVisible
    return found, _received(found)


def recall_received(user: User, code: str) -> Recall:
    """The open recall of a referral that was sent here; NotVisible otherwise."""
    referral, _ = received_one(user, code)
    rows = Recall.objects.filter(sending__object_id=referral.pk, answered_on__isnull=True)
    found = rows.filter(sending__recipient=user.office_id).first()
    if found is None:
        raise NotVisible
    return found
