"""What a hearing needs before it can happen: people, papers and protection; and orders obeyed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.casework.cases.models import Person
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.docket.models import CourtOrder, Hearing, Measure, Readiness, Summons
from amparo.casework.docket.services.filing import cases_of, written
from amparo.directory.packs import code_list
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import seal


def check_ahead(hearing: Hearing) -> None:
    """Refuse to prepare what is over."""
    if hearing.outcome:
        raise Refused(
            "This hearing has an outcome",
            next_step="prepare the next one, or take this one's outcome back",
        )


def _case_id(hearing: Hearing) -> object:
    return cases_of(hearing.court_case)[0].pk


def _known(code: str, name: str, *, on: date, what: str) -> None:
    if code not in dict(code_list(name).choices(on=on)):
        raise Refused(f"This {what} is not known", next_step="choose one from the list")


@transaction.atomic
def summon(
    *, by: User, at: datetime, hearing: Hearing, role: str, person: Person | None = None,
    name: str = "", on: date, token: UUID | None = None,
) -> Summons:  # fmt: skip
    """Say that someone must come: a person of the case, or anyone else by a name that is sealed.

    Raises: Refused without a person or a name, or where they are on the list already.
    """
    if token and (first := Summons.objects.filter(pk=token, hearing=hearing).first()):
        return first
    check_ahead(hearing)
    _known(role, "court_roles", on=on, what="role in court")
    if person is None and not name.strip():
        raise Refused("Say who must come", next_step="choose a person of the case, or give a name")
    if person is not None and hearing.summonses.filter(person=person).exists():
        raise Refused("This person is on the list already", next_step="change the summons there")
    row = Summons(
        hearing=hearing, person=person, role=role, state_on=on, **({"id": token} if token else {})
    )
    if person is None:
        row.who_sealed = seal(
            name.strip(), hearing.court_case.key, table="summons", row=row.pk, field="who"
        )
    row.save(force_insert=True)
    written(row, by=by, verb="summons.needed", at=at, case_id=_case_id(hearing))
    return row


@transaction.atomic
def move_summons(
    *, by: User, at: datetime, summons: Summons, state: Summons.State, on: date,
    came: bool | None = None,
) -> None:  # fmt: skip
    """How far a summons got, and in the end whether it was honoured.

    Raises: Refused where someone is said to have come to a hearing that has not been; Conflict
    where somebody changed it first.
    """
    check_day(on, at=at)
    if came is not None and summons.hearing.on > at.date():
        raise Refused(
            "The hearing has not been yet", found=summons.hearing.on.isoformat(),
            next_step="say after it whether they came",
        )  # fmt: skip
    changed = Summons.objects.filter(pk=summons.pk, version=summons.version).update(
        state=state, state_on=on, came=came, version=F("version") + 1
    )
    if not changed:
        theirs = Summons.objects.get(pk=summons.pk)
        raise Conflict(
            "Somebody changed this summons first",
            theirs={"How far it got": theirs.get_state_display()},
            yours={"How far it got": state.label},
        )
    summons.refresh_from_db()
    written(
        summons, by=by, verb="summons.moved", at=at, case_id=_case_id(summons.hearing),
        fields=["state", "came"],
    )  # fmt: skip


@transaction.atomic
def ask_measure(
    *, by: User, at: datetime, hearing: Hearing, person: Person, kind: str, on: date,
    token: UUID | None = None,
) -> Measure:  # fmt: skip
    """Ask the court to protect someone at a hearing; once for each kind."""
    if token and (first := Measure.objects.filter(pk=token, hearing=hearing).first()):
        return first
    check_ahead(hearing)
    check_day(on, at=at)
    _known(kind, "protective_measures", on=on, what="measure")
    if Measure.objects.filter(hearing=hearing, person=person, kind=kind).exists():
        raise Refused("This was asked already", next_step="say there what the court decided")
    row = Measure.objects.create(
        hearing=hearing, person=person, kind=kind, asked_on=on, **({"id": token} if token else {})
    )
    written(row, by=by, verb="measure.asked", at=at, case_id=_case_id(hearing))
    return row


@transaction.atomic
def decide_measure(*, by: User, at: datetime, measure: Measure, is_granted: bool, on: date) -> None:
    """What the court said; granted or refused."""
    check_day(on, at=at)
    if on < measure.asked_on:
        raise Refused(
            "A measure cannot be decided before it is asked for", found=on.isoformat(),
            next_step=f"it was asked for on {measure.asked_on.isoformat()}",
        )  # fmt: skip
    Measure.objects.filter(pk=measure.pk).update(is_granted=is_granted, decided_on=on)
    measure.refresh_from_db()
    written(
        measure, by=by, verb="measure.decided", at=at, case_id=_case_id(measure.hearing),
        fields=["is_granted"],
    )  # fmt: skip


@transaction.atomic
def need_ready(
    *, by: User, at: datetime, hearing: Hearing, what: str, party: str, on: date,
    token: UUID | None = None,
) -> Readiness:  # fmt: skip
    """Something that must be ready for the hearing, and who sees to it. No names in it."""
    if token and (first := Readiness.objects.filter(pk=token, hearing=hearing).first()):
        return first
    check_ahead(hearing)
    _known(party, "adjournment_parties", on=on, what="party")
    row = Readiness.objects.create(
        hearing=hearing, what=what.strip(), party=party, **({"id": token} if token else {})
    )
    written(row, by=by, verb="readiness.needed", at=at, case_id=_case_id(hearing))
    return row


@transaction.atomic
def made_ready(*, by: User, at: datetime, readiness: Readiness, on: date | None) -> None:
    """It is ready since a day; None says that it is not, after all."""
    if on is not None:
        check_day(on, at=at)
    Readiness.objects.filter(pk=readiness.pk).update(ready_on=on)
    readiness.refresh_from_db()
    written(
        readiness, by=by, verb="readiness.changed", at=at, case_id=_case_id(readiness.hearing),
        fields=["ready_on"],
    )  # fmt: skip


@transaction.atomic
def obey_order(*, by: User, at: datetime, order: CourtOrder, on: date) -> None:
    """The order was obeyed on a day. Raises Conflict where somebody said so first."""
    check_day(on, at=at)
    if on < order.made_on:
        raise Refused(
            "An order cannot be obeyed before it is made", found=on.isoformat(),
            next_step=f"it was made on {order.made_on.isoformat()}",
        )  # fmt: skip
    changed = CourtOrder.objects.filter(pk=order.pk, version=order.version).update(
        complied_on=on, version=F("version") + 1
    )
    if not changed:
        raise Conflict("Somebody changed this order first", theirs={}, yours={})
    order.refresh_from_db()
    case = cases_of(order.court_case)[0]
    written(order, by=by, verb="order.obeyed", at=at, case_id=case.pk, fields=["complied_on"])
