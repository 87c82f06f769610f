"""Services as planned and as given, papers, money: what the pages show. Never what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from amparo.access.models import User
from amparo.casework.aftercare.models import (
    Delivered,
    Episode,
    MoneyDue,
    Note,
    NotesErasure,
    Paper,
    PaperStep,
    Satisfaction,
    ServiceReferral,
)
from amparo.casework.aftercare.models.referral import ReferralStep
from amparo.casework.aftercare.selectors.referrals import DOMAINS
from amparo.casework.cases.models import Case, Milestone
from amparo.casework.cases.selectors.case import Who
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import NotVisible

COURT_ORDERED, COURT_PAID = "represent.compensation_ordered", "represent.compensation_paid"


@dataclass(frozen=True)
class Given:
    """One entry of what took place."""

    from_on: date
    to_on: date
    n_expected: int
    n_given: int
    why_less: str
    by: str


@dataclass(frozen=True)
class EpisodeLine:
    """One service, planned against delivered; what was said in it is nowhere here."""

    id: UUID
    who: str
    domain: str
    service: str
    provider: str
    unit: str
    n_planned: int
    n_expected: int
    n_given: int
    from_on: date
    to_on: date | None
    planned_until: date | None
    why_ended: str
    found: str

    @property
    def share_given(self) -> float | None:
        """How much of what was expected so far took place; None before anything was."""
        return self.n_given / self.n_expected if self.n_expected else None


@dataclass(frozen=True)
class EpisodePage:
    """One service with its entries."""

    episode: Episode
    line: EpisodeLine
    given: tuple[Given, ...]
    incomes: tuple[tuple[date, str], ...]
    satisfaction: tuple[tuple[date, str, str], ...]
    may_read_notes: bool
    has_notes: bool
    erasures: tuple[NotesErasure, ...]
    is_closed_part: bool


@dataclass(frozen=True)
class PaperLine:
    """One legal paper and where it stands."""

    id: UUID
    who: str
    name: str
    state: str
    state_name: str
    on: date | None
    expires_on: date | None
    words: str


@dataclass(frozen=True)
class MoneyLine:
    """One sum: ordered, what of it came, and whether the rest is late."""

    id: UUID
    who: str
    name: str
    currency: str
    amount: Decimal
    came: Decimal
    on: date
    due_on: date | None
    payer: str
    words: str

    @property
    def rest(self) -> Decimal:
        """What is still to come."""
        return self.amount - self.came

    def is_late(self, today: date) -> bool:
        """Whether the day has passed and not all of it came."""
        return self.rest > 0 and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class CourtMoney:
    """Compensation by a criminal court: that it was ordered, and whether it was paid."""

    who: str
    ordered_on: date
    paid_on: date | None


def episodes_in_case(user: User, case: Case, who: Iterable[Who]) -> tuple[EpisodeLine, ...]:
    """Every service of a case, those that run first; three queries."""
    labels = {one.person_id: one.label for one in who}
    rows = Episode.objects.visible_to(user).filter(case=case).select_related("provider")
    found = rows.prefetch_related("delivered__replaced_by", "satisfactions")
    lines = [_line(row, labels) for row in found]
    return tuple(sorted(lines, key=lambda line: (line.to_on is not None, line.domain, line.who)))


def _line(row: Episode, labels: dict[str, str]) -> EpisodeLine:
    standing = _standing(row)
    asked = [(one.on, one.recorded_at, one.score) for one in row.satisfactions.all() if one.score]
    newest = max(asked, default=None)
    return EpisodeLine(
        id=row.pk, who=labels.get(str(row.person_id), "Someone"),
        domain=DOMAINS.get(row.domain, "Other"), service=code_list("services").name_of(row.service),
        provider=row.provider.name if row.provider else "Our own office",
        unit=row.get_unit_display(), n_planned=row.n_planned,
        n_expected=sum(one.n_expected for one in standing),
        n_given=sum(one.n_given for one in standing), from_on=row.from_on, to_on=row.to_on,
        planned_until=row.planned_until,
        why_ended=code_list("service_ends").name_of(row.why_ended) if row.why_ended else "",
        found=Satisfaction.Score(newest[2]).label if newest else "",
    )  # fmt: skip


def _standing(row: Episode) -> list[Delivered]:
    """The entries that no other replaced."""
    return [one for one in row.delivered.all() if not hasattr(one, "replaced_by")]


def episode_for(user: User, case: Case, episode_id: UUID, verb: str = "cases.write") -> Episode:
    """One service of the case that this user may act on; NotVisible otherwise."""
    rows = Episode.objects.visible_to(user, verb).filter(case=case, pk=episode_id)
    found = rows.select_related(
        "case__key", "case__programme", "person", "provider", "notes_key"
    ).first()
    if found is None:
        raise NotVisible
    return found


def same_service(
    user: User, case: Case, episode: Episode, who: Iterable[Who]
) -> dict[str, tuple[str, Episode]]:
    """Others of the case who get the same service now, by episode; two queries."""
    labels = {one.person_id: one.label for one in who}
    rows = Episode.objects.visible_to(user, "cases.write").filter(
        case=case, service=episode.service, unit=episode.unit, to_on__isnull=True
    )
    found = rows.exclude(person=episode.person_id).select_related("case__key", "person", "provider")
    return {
        str(row.pk): (f"{labels.get(str(row.person_id), '')}{_from(row.provider)}", row)
        for row in found
    }


def _from(provider: Institution | None) -> str:
    return f", {provider.name}" if provider is not None else ""


def running_for(user: User, case: Case, episode_id: UUID) -> Episode:
    """One service that has not ended; NotVisible otherwise."""
    found = episode_for(user, case, episode_id)
    if found.to_on is not None:
        raise NotVisible
    return found


def episode_page_for(user: User, case: Case, episode_id: UUID, who: Iterable[Who]) -> EpisodePage:
    """One service: what took place, income, how it was found; whether notes may be read."""
    row = episode_for(user, case, episode_id, "people.read")
    labels = {one.person_id: one.label for one in who}
    reasons = code_list("missed_reasons")
    entries = row.delivered.select_related("recorded_by").prefetch_related("replaced_by")
    return EpisodePage(
        episode=row,
        line=_line(row, labels),
        given=tuple(
            Given(one.from_on, one.to_on, one.n_expected, one.n_given,
                  reasons.name_of(one.why_less) if one.why_less else "", one.recorded_by.name)
            for one in entries if not hasattr(one, "replaced_by")
        ),
        incomes=tuple(
            (one.on, f"{one.amount:,.2f} {one.currency} {one.get_per_display()}")
            for one in row.incomes.all()
        ),
        satisfaction=tuple(
            (one.on, Satisfaction.Score(one.score).label if one.score else "Did not wish to say",
             one.words())
            for one in row.satisfactions.select_related("case__key")
        ),
        may_read_notes=Note.objects.all()
        .that_can_be_read()
        .visible_to(user)
        .filter(episode=row)
        .exists(),
        has_notes=Note.objects.all().that_can_be_read().filter(episode=row).exists(),
        erasures=tuple(row.erasures.select_related("asked_by", "answered_by", "case__key")),
        is_closed_part=bool(row.compartment),
    )  # fmt: skip


def erasure_for(user: User, case: Case, episode: Episode, pk: UUID) -> NotesErasure:
    """One request to destroy notes that waits for its second word; NotVisible otherwise."""
    rows = NotesErasure.objects.visible_to(user, "cases.write").filter(case=case, episode=episode)
    found = rows.select_related("asked_by", "case__key").filter(
        pk=pk, answered_at__isnull=True
    ).first()  # fmt: skip
    if found is None:
        raise NotVisible
    return found


def accepted_without_service(user: User, case: Case) -> list[ServiceReferral]:
    """Referrals that were accepted and whose service has not begun; homes begin as a stay."""
    rows = (
        ServiceReferral.objects.all()
        .visible_to(user, "cases.write")
        .filter(case=case, episode__isnull=True, home__isnull=True)
    )
    found = rows.select_related("recipient", "person").prefetch_related("steps")
    return [row for row in found if _is_accepted(row)]


def _is_accepted(row: ServiceReferral) -> bool:
    steps = sorted(row.steps.all(), key=lambda step: step.number)
    return bool(steps) and steps[-1].what == ReferralStep.What.ACCEPTED


def papers_in_case(user: User, case: Case, who: Iterable[Who]) -> tuple[PaperLine, ...]:
    """Every paper and its last step; two queries."""
    labels = {one.person_id: one.label for one in who}
    names = code_list("legal_papers")
    rows = Paper.objects.visible_to(user).filter(case=case).prefetch_related("steps__case__key")
    found = []
    for row in rows:
        last = max(row.steps.all(), key=lambda step: (step.on, step.recorded_at), default=None)
        found.append(
            PaperLine(
                row.pk, labels.get(str(row.person_id), "Someone"), names.name_of(row.kind),
                last.what if last else "", last.get_what_display() if last else "Needed",
                last.on if last else None, last.expires_on if last else None,
                last.words() if last else "",
            )
        )  # fmt: skip
    done = PaperStep.What.RECEIVED
    return tuple(sorted(found, key=lambda line: (line.state == done, line.who, line.name)))


def paper_for(user: User, case: Case, paper_id: UUID) -> Paper:
    """One paper of the case that this user may write about; NotVisible otherwise."""
    rows = Paper.objects.visible_to(user, "cases.write").filter(case=case, pk=paper_id)
    found = rows.select_related("case__key", "case__programme", "person").first()
    if found is None:
        raise NotVisible
    return found


def money_in_case(user: User, case: Case, who: Iterable[Who]) -> tuple[MoneyLine, ...]:
    """Every sum and what of it came; two queries."""
    labels = {one.person_id: one.label for one in who}
    names = code_list("money_kinds")
    rows = MoneyDue.objects.visible_to(user).filter(case=case)
    lines = [
        MoneyLine(
            row.pk, labels.get(str(row.person_id), "Someone"), names.name_of(row.kind),
            row.currency, row.amount, sum((one.amount for one in row.came.all()), Decimal(0)),
            row.on, row.due_on, row.payer.name if row.payer else "", row.words("words"),
        )
        for row in rows.select_related("payer", "case__key").prefetch_related("came")
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.rest == 0, line.on)))


def money_for(user: User, case: Case, money_id: UUID) -> MoneyDue:
    """One sum of the case that this user may write about; NotVisible otherwise."""
    rows = MoneyDue.objects.visible_to(user, "cases.write").filter(case=case, pk=money_id)
    found = rows.select_related("case__key", "case__programme", "person", "payer").first()
    if found is None:
        raise NotVisible
    return found


def court_money_in_case(user: User, case: Case, who: Iterable[Who]) -> tuple[CourtMoney, ...]:
    """Compensation that criminal courts ordered, as the timeline has it; one query."""
    labels = {one.person_id: one.label for one in who}
    kinds = Q(type=COURT_ORDERED) | Q(type=COURT_PAID)
    rows = list(Milestone.objects.visible_to(user).filter(kinds, case=case).current())
    paid = {row.person_id: row.happened_on for row in rows if row.type == COURT_PAID}
    return tuple(
        CourtMoney(labels.get(str(row.person_id), "The survivors"), row.happened_on,
                   paid.get(row.person_id))
        for row in rows if row.type == COURT_ORDERED
    )  # fmt: skip
