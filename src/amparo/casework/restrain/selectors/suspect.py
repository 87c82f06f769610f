"""One suspect of a case: what is known, what was ordered, and what has become of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from amparo.access.models import User
from amparo.casework.cases.models import Case, Clock, Milestone, Person
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.cases.services.safety import one_person
from amparo.casework.docket.selectors.court import court_of
from amparo.casework.docket.selectors.custody import Custody
from amparo.casework.restrain.liberty import Liberty, Stage
from amparo.casework.restrain.models import (
    ArrestCheck,
    BailBreach,
    BailDecision,
    DossierHandover,
    DossierReceipt,
    Fact,
    ProtectiveOrder,
    ProtectiveStep,
    Source,
    SuspectFile,
    Tie,
    Warrant,
    WarrantStep,
)
from amparo.casework.restrain.selectors.matching import KnownElsewhere, known_elsewhere_for
from amparo.casework.restrain.selectors.suspects import (
    Suspect,
    elsewhere,
    standing,
    suspect_in,
    suspects_for,
)
from amparo.casework.restrain.services.orders import What as OrderStep
from amparo.casework.restrain.services.orders import state_of
from amparo.casework.restrain.services.warrants import ENDS
from amparo.directory.packs import load_pack

Row = TypeVar("Row", bound=Fact)


@dataclass(frozen=True)
class CustodyClock:
    """A term that runs while a person is looked for or held."""

    name: str
    due_on: date
    days_over: int
    is_statutory: bool
    stopped_on: date | None
    note: str


@dataclass(frozen=True)
class WarrantCard:
    """A warrant with its steps; how old it is while it waits."""

    row: Warrant
    steps: tuple[WarrantStep, ...]
    is_open: bool
    age_days: int


@dataclass(frozen=True)
class ArrestCard:
    """An arrest and how it is known."""

    row: Milestone
    checks: tuple[ArrestCheck, ...]


@dataclass(frozen=True)
class BailCard:
    """A decision about bail, with its breaches."""

    row: BailDecision
    breaches: tuple[BailBreach, ...]


@dataclass(frozen=True)
class HandoverCard:
    """The risk in writing, handed to a prosecutor, with the receipt for it."""

    row: DossierHandover
    receipt: DossierReceipt | None


@dataclass(frozen=True)
class OrderCard:
    """A protective order, where it stands, whom it protects, and until when."""

    row: ProtectiveOrder
    steps: tuple[ProtectiveStep, ...]
    state: str
    protects: str
    until: date | None
    n_breaches: int

    def has_ended(self, today: date) -> bool:
        """Whether it protects nobody any more."""
        is_over = self.until is not None and self.until < today
        return self.state in {OrderStep.ENDED, OrderStep.REFUSED} or is_over


@dataclass(frozen=True)
class SuspectPage:
    """Everything a page about one suspect shows."""

    person: Person
    suspect: Suspect
    file: SuspectFile | None
    sources: tuple[Source, ...]
    associates: tuple[Tie, ...]
    venues: tuple[Tie, ...]
    warrants: tuple[WarrantCard, ...]
    arrests: tuple[ArrestCard, ...]
    clocks: tuple[CustodyClock, ...]
    bail: tuple[BailCard, ...]
    handovers: tuple[HandoverCard, ...]
    orders: tuple[OrderCard, ...]
    elsewhere: Liberty
    elsewhere_since: date | None
    known: KnownElsewhere
    custody: Custody | None


def suspect_page_for(user: User, case: Case, person_id: UUID, *, today: date) -> SuspectPage:
    """One suspect of a case; NotVisible for anyone who is none."""
    person = suspect_in(user, case, person_id)
    listed = suspects_for(user, case, today=today)
    liberty, since, _ = elsewhere(case, one_person([person.pk]))
    ties = _of(Tie, user, case, person)
    file = SuspectFile.objects.visible_to(user).filter(case=case, person=person)
    suspect = next(one for one in listed if one.person_id == str(person.pk))
    return SuspectPage(
        person=person,
        suspect=suspect,
        file=file.select_related("case__key").first(),
        sources=tuple(_of(Source, user, case, person)),
        associates=tuple(tie for tie in ties if tie.kind == Tie.Kind.ASSOCIATE),
        venues=tuple(tie for tie in ties if tie.kind == Tie.Kind.VENUE),
        warrants=_warrants(user, case, person, today=today),
        arrests=_arrests(user, case, person),
        clocks=custody_clocks(user, case, person, today=today),
        bail=bail_of(user, case, person),
        handovers=handovers_of(user, case, person),
        orders=orders_of(user, case, person),
        elsewhere=liberty,
        elsewhere_since=since,
        known=known_elsewhere_for(user, case, person),
        custody=_custody(user, case, person, today) if suspect.stage is Stage.CONVICTED else None,
    )


def _custody(user: User, case: Case, person: Person, today: date) -> Custody | None:
    """The longest custody that the courts of this case ordered, if any."""
    ordered = [
        line.custody
        for court_case in court_of(user, case, today=today).cases
        for line in court_case.accused
        if line.person_id == str(person.pk) and line.custody is not None
    ]
    return max(ordered, key=lambda each: each.until or date.max, default=None)


def _of(model: type[Row], user: User, case: Case, person: Person) -> list[Row]:
    return [row for row in standing(model, user, case) if row.person_id == person.pk]


def _warrants(user: User, case: Case, person: Person, *, today: date) -> tuple[WarrantCard, ...]:
    steps = _of(WarrantStep, user, case, person)
    cards = []
    for row in _of(Warrant, user, case, person):
        mine = tuple(step for step in steps if step.warrant_id == row.pk)
        is_open = not any(step.what in ENDS for step in mine)
        cards.append(WarrantCard(row, mine, is_open, (today - row.on).days))
    return tuple(sorted(cards, key=lambda card: (not card.is_open, card.row.on)))


def _arrests(user: User, case: Case, person: Person) -> tuple[ArrestCard, ...]:
    rows = Milestone.objects.visible_to(user).filter(
        case=case, type="restrain.arrested", person=person
    )
    checks = _of(ArrestCheck, user, case, person)
    same = {row.pk: _corrected_by(row) for row in rows.current().select_related("institution")}
    return tuple(
        ArrestCard(row, tuple(check for check in checks if check.arrest_id in same[row.pk]))
        for row in rows.current().select_related("institution", "unit")
    )


def _corrected_by(row: Milestone) -> set[UUID]:
    """The entry and those it took the place of: a check of the old one counts for the new."""
    found, older = {row.pk}, row.supersedes
    while older is not None:
        found.add(older.pk)
        older = older.supersedes
    return found


def custody_clocks(
    user: User, case: Case, person: Person, *, today: date
) -> tuple[CustodyClock, ...]:
    """The pack's clocks that a warrant or an arrest of this person started, those running first."""
    rules = {
        rule.code: rule
        for rule in load_pack(case.programme.pack).clocks
        if any(start.startswith("restrain.") for start in rule.starts)
    }
    rows = Clock.objects.visible_to(user).filter(
        Q(person=person) | Q(person__isnull=True), case=case, code__in=rules
    )
    found = [
        CustodyClock(
            name=row.name, due_on=row.due_on, is_statutory=row.is_statutory,
            days_over=max(0, ((row.stopped_on or today) - row.due_on).days),
            stopped_on=row.stopped_on, note=rules[row.code].note,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda clock: (clock.stopped_on is not None, clock.due_on)))


def bail_of(user: User, case: Case, person: Person) -> tuple[BailCard, ...]:
    """Decisions about bail, newest first, with what was broken of each."""
    breaches = _of(BailBreach, user, case, person)
    rows = BailDecision.objects.visible_to(user).filter(
        case=case, person=person, taken_back_at__isnull=True
    )
    found = rows.select_related("case__key", "court", "recorded_by").prefetch_related(
        "conditions__case__key"
    )
    return tuple(
        BailCard(row, tuple(one for one in breaches if one.decision_id == row.pk))
        for row in reversed(list(found))
    )


def handovers_of(user: User, case: Case, person: Person) -> tuple[HandoverCard, ...]:
    """Dossiers handed to a prosecutor, newest first."""
    receipts = {row.handover_id: row for row in _of(DossierReceipt, user, case, person)}
    rows = DossierHandover.objects.visible_to(user).filter(
        case=case, person=person, taken_back_at__isnull=True
    )
    return tuple(
        HandoverCard(row, receipts.get(row.pk))
        for row in reversed(list(rows.select_related("case__key", "to", "recorded_by")))
    )


def orders_of(user: User, case: Case, person: Person) -> tuple[OrderCard, ...]:
    """Protective orders against a person, those in force first."""
    labels = {one.person_id: one.label for one in people_in(case, user)}
    steps = _of(ProtectiveStep, user, case, person)
    return tuple(
        _order(row, [step for step in steps if step.order_id == row.pk], labels)
        for row in _of(ProtectiveOrder, user, case, person)
    )


def _order(
    row: ProtectiveOrder, steps: Sequence[ProtectiveStep], labels: dict[str, str]
) -> OrderCard:
    ends = [step.until for step in steps if step.until is not None]
    return OrderCard(
        row=row,
        steps=tuple(steps),
        state=state_of(list(steps)),
        protects=labels.get(str(row.protects_id), "") if row.protects_id else "",
        until=ends[-1] if ends else None,
        n_breaches=sum(step.what == OrderStep.BREACHED for step in steps),
    )
