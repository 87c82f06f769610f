"""Referrals to services: of a case for its team, and those that came to an institution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from amparo.access.models import User
from amparo.casework.aftercare import content
from amparo.casework.aftercare.models import Home, Offer, ReferralStep, ServiceReferral
from amparo.casework.aftercare.models.referral import AFTER
from amparo.casework.cases.models import Case, Recall
from amparo.casework.cases.selectors.case import Who
from amparo.casework.cases.services.sending import (
    agreement_with,
    consent_standing,
    purpose_for,
)
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import NotVisible
from amparo.vault.sealing import unseal

What = ReferralStep.What
DOMAINS = {
    "safety": "Safety", "health": "Health", "wellbeing": "Mental wellbeing", "legal": "Legal help",
    "economic": "School, work and money", "basic": "Basic needs", "family": "Family",
}  # fmt: skip


@dataclass(frozen=True)
class OfferLine:
    """What one institution offers."""

    id: UUID
    domain: str
    service: str
    institution: str
    for_whom: str
    is_free: bool


@dataclass(frozen=True)
class StepLine:
    """One step, in words."""

    what: str
    at: datetime
    by: str
    reason: str
    words: str


@dataclass(frozen=True)
class ReferralLine:
    """One referral in a list: no word of what it says."""

    id: UUID
    code: str
    who: str
    service: str
    recipient: str
    state: str
    state_name: str
    sent_on: date | None
    waits_days: int
    due_on: date | None
    reason: str
    was_recalled: bool
    has_begun: bool

    def is_overdue(self, today: date) -> bool:
        """Whether an answer should have come."""
        waits = self.state in {What.SENT, What.CHASED}
        return waits and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class Carried:
    """What lets it leave: a consent of a day and an agreement with the recipient until a day, or
    a duty of law; or what is missing."""

    consent_on: date | None
    agreed_until: date | None
    missing: tuple[str, ...]
    purpose: str
    duty: str
    duty_by: str
    duty_seconded_by: str
    may_second: bool

    @property
    def is_lawful(self) -> bool:
        """Whether it may be sent as things stand."""
        is_agreed = self.consent_on is not None and self.agreed_until is not None
        return is_agreed or bool(self.duty_seconded_by)


@dataclass(frozen=True)
class ReferralPage:
    """One referral as its page shows it: by what right it leaves, and what became of it."""

    referral: ServiceReferral
    line: ReferralLine
    carried: Carried
    steps: tuple[StepLine, ...]
    may: frozenset[str]


@dataclass(frozen=True)
class RecallLine:
    """What was called back after consent was withdrawn."""

    id: UUID
    recipient: str
    who: str
    queued_on: date
    told_on: date | None
    told_how: str
    answered_on: date | None
    answer: str


def offers_for(user: User) -> tuple[OfferLine, ...]:
    """What is offered around the office, by domain, in the order of the list; one query."""
    listed = {entry.code: entry for entry in code_list("services").entries}
    order = list(listed)
    rows = Offer.objects.all().visible_to(user).filter(ended_on__isnull=True)
    lines = [
        (
            order.index(row.service) if row.service in listed else len(order),
            OfferLine(
                row.pk, _domain(row.service), code_list("services").name_of(row.service),
                row.institution.name, row.for_whom, row.is_free,
            ),
        )
        for row in rows.select_related("institution")
    ]  # fmt: skip
    return tuple(line for _, line in sorted(lines, key=lambda each: each[0]))


def _domain(service: str) -> str:
    listed = {entry.code: entry.maps.get("domain", "") for entry in code_list("services").entries}
    return DOMAINS.get(listed.get(service, ""), "Other")


def offer_for(user: User, offer_id: UUID) -> Offer:
    """An offer that is still made; NotVisible otherwise."""
    rows = Offer.objects.all().visible_to(user).filter(pk=offer_id, ended_on__isnull=True)
    found: Offer | None = rows.select_related("institution").first()
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True)
class Target:
    """Whom a referral can go to, and for what."""

    service: str
    recipient: Institution
    home: Home | None = None


def targets_for(user: User) -> dict[str, Target]:
    """Key of a choice → offers, and homes; two queries."""
    found = {
        f"o:{row.pk}": Target(row.service, row.institution)
        for row in Offer.objects.all().visible_to(user).filter(ended_on__isnull=True)
        .select_related("institution")
    }  # fmt: skip
    homes = Home.objects.all().visible_to(user).filter(closed_on__isnull=True)
    for home in homes.select_related("unit__institution", "district"):
        found[f"h:{home.pk}"] = Target("safe_house", home.unit.institution, home)
    return found


def target_choices(targets: dict[str, Target]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The targets under the domain of their service."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names = code_list("services")
    for key, one in targets.items():
        home = f"A bed in {one.home.called}, {one.home.district.name}" if one.home else ""
        label = home or f"{names.name_of(one.service)}: {one.recipient.name}"
        groups.setdefault(_domain(one.service), []).append((key, label))
    return sorted(groups.items())


def referrals_in_case(
    user: User, case: Case, who: Iterable[Who], *, today: date
) -> tuple[ReferralLine, ...]:
    """Every referral of a case, newest first; two queries."""
    labels = {one.person_id: one.label for one in who}
    rows = ServiceReferral.objects.all().visible_to(user).filter(case=case)
    return tuple(
        _line(row, labels, today=today)
        for row in rows.select_related("recipient", "home", "task", "episode")
        .prefetch_related("steps__sending__recall")
    )  # fmt: skip


def _line(row: ServiceReferral, labels: dict[str, str], *, today: date) -> ReferralLine:
    steps = sorted(row.steps.all(), key=lambda step: step.number)
    last = steps[-1] if steps else None
    sent = next((step for step in steps if step.what == What.SENT), None)
    sent_on = timezone.localdate(sent.at) if sent else None
    return ReferralLine(
        id=row.pk, code=row.code, who=labels.get(str(row.person_id), "Someone"),
        service=code_list("services").name_of(row.service),
        recipient=row.home.called if row.home else row.recipient.name,
        state=last.what if last else "", state_name=last.get_what_display() if last else "Draft",
        sent_on=sent_on, waits_days=(today - sent_on).days if sent_on else 0,
        due_on=row.task.due_on if row.task else None,
        reason=code_list("referral_declines").name_of(last.reason) if last and last.reason else "",
        was_recalled=bool(sent and sent.sending and hasattr(sent.sending, "recall")),
        has_begun=hasattr(row, "episode"),
    )  # fmt: skip


def referral_for(
    user: User, case: Case, referral_id: UUID, verb: str = "cases.write"
) -> ServiceReferral:
    """One referral of the case that this user may act on; NotVisible otherwise."""
    rows = ServiceReferral.objects.all().visible_to(user, verb).filter(case=case, pk=referral_id)
    found: ServiceReferral | None = rows.select_related(
        "case__key", "case__programme", "case__office", "person__key", "recipient",
        "home__unit", "recorded_by", "duty_asked_by", "duty_seconded_by", "task",
    ).first()  # fmt: skip
    if found is None:
        raise NotVisible
    return found


def referral_page_for(
    user: User, case: Case, referral_id: UUID, who: Iterable[Who], *, writes: bool, today: date
) -> ReferralPage:
    """One referral: by what right it leaves, and what became of it."""
    row = referral_for(user, case, referral_id, "people.read")
    labels = {one.person_id: one.label for one in who}
    line = _line(row, labels, today=today)
    return ReferralPage(
        referral=row,
        line=line,
        carried=_carried(user, row, today=today),
        steps=tuple(_step(step, case) for step in row.steps.select_related("by")),
        may=frozenset(AFTER[line.state]) if writes else frozenset(),
    )


def _carried(user: User, row: ServiceReferral, *, today: date) -> Carried:
    standing = consent_standing(
        case=row.case, person=row.person, recipient=row.recipient,
        covers=content.covers_of(row.fields), on=today,
    )  # fmt: skip
    groups = code_list("consent_covers")
    agreement = agreement_with(office=row.case.office_id, institution=row.recipient, on=today)
    return Carried(
        consent_on=standing.consent.on if standing.consent else None,
        agreed_until=agreement.until if agreement else None,
        missing=tuple(groups.name_of(code) if code else "" for code in standing.missing),
        purpose=code_list("consent_purposes").name_of(purpose_for(row.recipient)),
        duty=row.duty,
        duty_by=row.duty_asked_by.name if row.duty_asked_by else "",
        duty_seconded_by=row.duty_seconded_by.name if row.duty_seconded_by else "",
        may_second=bool(
            row.duty and not row.duty_seconded_by_id and row.duty_asked_by_id != user.pk
        ),
    )


def _step(step: ReferralStep, case: Case) -> StepLine:
    reason = code_list("referral_declines").name_of(step.reason) if step.reason else ""
    words = unseal(
        step.words_sealed, case.key, table="aftercare_referralstep", row=step.pk, field="words"
    )
    return StepLine(step.get_what_display(), step.at, step.by.name, reason, words)


def recalls_in_case(user: User, case: Case, who: Iterable[Who]) -> tuple[RecallLine, ...]:
    """What was called back, the unanswered first; one query."""
    labels = {one.person_id: one.label for one in who}
    rows = Recall.objects.visible_to(user).filter(case=case)
    lines = [
        RecallLine(
            row.pk, row.sending.recipient.name, labels.get(str(row.sending.person_id), "Someone"),
            timezone.localdate(row.queued_at), row.told_on, row.get_told_how_display(),
            row.answered_on, row.get_answer_display(),
        )
        for row in rows.select_related("sending__recipient")
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: line.answered_on is not None))


def recall_for(user: User, case: Case, recall_id: UUID) -> Recall:
    """A recall of the case that waits for something; NotVisible otherwise."""
    rows = Recall.objects.visible_to(user, "cases.write").filter(case=case, pk=recall_id)
    found = rows.filter(answered_on__isnull=True).first()
    if found is None:
        raise NotVisible
    return found
