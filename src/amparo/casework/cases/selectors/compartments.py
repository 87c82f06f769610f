"""Which closed parts of a case are open to whom, and what a person may do in it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from amparo.access.models import User
from amparo.access.policy import MAY_HOLD, Compartment, Decision
from amparo.casework.cases.models import Case, CompartmentHolding
from amparo.casework.cases.selectors.rights import Rights
from amparo.errors import NotVisible


@dataclass(frozen=True)
class Holding:
    """One compartment open to one person, or waiting for a second word."""

    id: UUID
    compartment: Compartment
    holder: str
    from_on: date
    until_on: date
    granted_by: str
    seconded_by: str
    waits: bool
    may_agree: bool
    may_close: bool


@dataclass(frozen=True)
class Opened:
    """The compartments of one case: open or asked for, and what is over."""

    now: tuple[Holding, ...]
    before: tuple[Holding, ...]


@dataclass(frozen=True)
class Answer:
    """One thing that may be done in a case, or one part of it: whether, and why."""

    what: str
    is_allowed: bool
    because: str
    note: str = ""


ASKED = (
    ("cases.read", "See that the case exists"),
    ("people.read", "Read the case and who is in it"),
    ("people.reveal", "Show names"),
    ("cases.write", "Record what happened"),
    ("documents.read", "Open documents"),
    ("consent.record", "Record consent"),
    ("team.manage", "Change the team"),
    ("compartments.grant", "Ask to open a closed part to somebody"),
)
"""The verbs a person would ask about, in their words."""


def holdings_for(user: User, case: Case, rights: Rights, *, today: date) -> Opened:
    """What is open to whom in this case, and what was; one query."""
    rows = CompartmentHolding.objects.visible_to(user, "people.read").filter(case=case)
    listed = rows.select_related("user", "granted_by", "seconded_by")
    holdings = [(row, _holding(row, user, rights)) for row in listed]
    live = [row.ended_at is None and row.until_on > today for row, _ in holdings]
    return Opened(
        now=tuple(one for (_, one), is_live in zip(holdings, live, strict=True) if is_live),
        before=tuple(
            one
            for (row, one), is_live in zip(holdings, live, strict=True)
            if not is_live and row.seconded_at is not None
        ),
    )


def _holding(row: CompartmentHolding, user: User, rights: Rights) -> Holding:
    waits = row.seconded_at is None
    is_party = user.pk in (row.granted_by_id, row.user_id)
    return Holding(
        id=row.pk, compartment=row.held_compartment, holder=row.user.name, from_on=row.from_on,
        until_on=row.until_on, granted_by=row.granted_by.name,
        seconded_by=row.seconded_by.name if row.seconded_by else "", waits=waits,
        may_agree=waits and not is_party and bool(rights.decide("compartments.second")),
        may_close=row.user_id == user.pk or bool(rights.decide("compartments.grant")),
    )  # fmt: skip


def holding_for(user: User, holding_id: UUID, *, today: date) -> CompartmentHolding:
    """One compartment that is open or asked for, in a case this person works on."""
    rows = CompartmentHolding.objects.visible_to(user, "people.read").select_related("case", "user")
    live = Q(ended_at__isnull=True, until_on__gt=today)
    if (found := rows.filter(live, pk=holding_id).first()) is None:
        raise NotVisible
    return found


def answers_for(rights: Rights) -> tuple[Answer, ...]:
    """What this person may do in the case, each with the reason."""
    return tuple(_answer(label, rights.decide(verb)) for verb, label in ASKED)


def compartments_for(rights: Rights) -> tuple[Answer, ...]:
    """Every closed part of the case: whether it is open to this person, and why."""
    return tuple(
        _answer(one.label, rights.opens(one), note=f"{one.holds.capitalize()}. {_for_whom(one)}")
        for one in Compartment
    )


def _for_whom(compartment: Compartment) -> str:
    roles = sorted(role.label.lower() for role in MAY_HOLD[compartment])
    return f"May be opened to: {', '.join(roles)}."


def _answer(what: str, decision: Decision, *, note: str = "") -> Answer:
    return Answer(what, decision.allowed, decision.because, note)
