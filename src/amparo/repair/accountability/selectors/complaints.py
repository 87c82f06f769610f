"""Complaints as their keepers read them, and as whoever told reads them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.access.policy import MAY_HOLD, Compartment
from amparo.casework.cases.models import Case
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import code_list
from amparo.errors import NotVisible
from amparo.repair.accountability.models import Grievance, Keeper, Message, Step
from amparo.repair.accountability.services.handling import FOUND
from amparo.repair.accountability.services.telling import grievance_of_code

MOST = 200
PUBLIC = (
    Institution.Kind.POLICE, Institution.Kind.PROSECUTION, Institution.Kind.COURT,
    Institution.Kind.SOCIAL_SERVICES, Institution.Kind.HEALTH, Institution.Kind.LABOUR,
    Institution.Kind.LOCAL_GOVERNMENT, Institution.Kind.OVERSIGHT,
)  # fmt: skip
"""Authorities. Organisations are left out: a list of them would tell where shelters are."""


@dataclass(frozen=True)
class Standing:
    """Where a complaint stands, worked out from its steps."""

    words: str
    due_on: date | None = None
    is_over: bool = False


@dataclass(frozen=True)
class Listed:
    """A complaint in the keepers' list: no name, no word of it."""

    grievance: Grievance
    kind: str
    standing: Standing


@dataclass(frozen=True)
class Whole:
    """A complaint with everything about it, unsealed for a keeper."""

    grievance: Grievance
    kind: str
    standing: Standing
    words: str
    official: str
    contact: str
    case_code: str
    messages: tuple[Message, ...]
    steps: tuple[Step, ...]
    shut_out: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """A line of the talk with whoever told."""

    on: date
    from_us: bool
    words: str


@dataclass(frozen=True)
class Back:
    """What whoever told reads again: the talk, and where it stands in plain words."""

    received_on: date
    standing: str
    talk: tuple[Said, ...]


def standing_of(steps: Sequence[Step], *, today: date) -> Standing:
    """Where a complaint stands: the latest finding, what followed, or who is asked by when."""
    found = [step for step in steps if step.what in FOUND]
    sanctions = [step for step in steps if step.what == Step.What.SANCTIONED]
    if sanctions and found and found[-1].what == Step.What.SUBSTANTIATED:
        names = code_list("sanctions")
        return Standing(f"Found to be so: {names.name_of(sanctions[-1].sanction).lower()}")
    if found:
        return Standing(found[-1].get_what_display())
    referred = [step for step in steps if step.what == Step.What.REFERRED]
    replied = [step for step in steps if step.what == Step.What.REPLIED]
    if not referred:
        return Standing("Nothing done yet")
    if replied and replied[-1].on >= referred[-1].on:
        return Standing("The oversight body answered")
    due = referred[-1].due_on
    return Standing("With an oversight body", due, due is not None and today > due)


def complaints_for(user: User, *, today: date) -> tuple[Listed, ...]:
    """The complaints open to this person, newest first; three queries."""
    rows = (
        Grievance.objects.all().visible_to(user).select_related("institution", "unit")
        .prefetch_related("steps")[:MOST]
    )  # fmt: skip
    names = code_list("misconduct")
    return tuple(
        Listed(row, names.name_of(row.kind), standing_of(list(row.steps.all()), today=today))
        for row in rows
    )


def complaint_for(user: User, pk: UUID) -> Grievance:
    """One complaint that is open to this person; NotVisible where there is none."""
    row = (
        Grievance.objects.all().visible_to(user).filter(pk=pk)
        .select_related("key", "institution", "unit", "case").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return row


def whole_for(user: User, pk: UUID, *, today: date) -> Whole:
    """Everything about one complaint; NotVisible where it is not open to this person."""
    row = complaint_for(user, pk)
    steps = tuple(row.steps.select_related("body", "recorded_by", "grievance__key"))
    seen = Case.objects.visible_to(user).filter(pk=row.case_id).first() if row.case_id else None
    return Whole(
        row, code_list("misconduct").name_of(row.kind), standing_of(steps, today=today),
        row.told("words"), row.told("official"), row.told("contact"), seen.code if seen else "",
        tuple(row.messages.select_related("grievance__key", "written_by")), steps,
        tuple(one.user.name for one in row.recusals.select_related("user")),
    )  # fmt: skip


def back_for(code: str, *, today: date) -> Back:
    """What whoever holds a return code reads. Raises: NotVisible for a wrong code.

    Of the steps only where it stands is told: who is asked, and what followed for whom, is not.
    """
    row = grievance_of_code(code)
    where = standing_of(list(row.steps.all()), today=today).words.split(":")[0]
    talk = [Said(row.received_on, from_us=False, words=row.told("words"))]
    talk += [Said(one.on, one.written_by_id is not None, one.words())
             for one in row.messages.select_related("grievance__key")]  # fmt: skip
    return Back(row.received_on, where, tuple(talk))


def listening_offices(*, today: date) -> list[Institution]:
    """The offices in which somebody keeps complaints today; without one nobody would read them."""
    keepers = Keeper.objects.all().in_force(today)
    return list(Institution.objects.filter(is_office=True, pk__in=keepers.values("office")))


def authorities() -> tuple[dict[str, Institution], dict[str, Unit]]:
    """Public institutions and their open units, by the key a form names them with."""
    units = Unit.objects.filter(
        closed_on=None, institution__kind__in=PUBLIC, institution__is_office=False
    ).select_related("institution")
    rows = Institution.objects.filter(kind__in=PUBLIC, is_office=False)
    return {f"i:{one.pk}": one for one in rows}, {f"u:{one.pk}": one for one in units}


def keepers_for(user: User) -> list[Keeper]:
    """The office's keepers, and those who are asked for."""
    rows = Keeper.objects.all().visible_to(user).filter(ended_at__isnull=True)
    return list(rows.select_related("user", "granted_by", "seconded_by"))


def keeper_for(user: User, pk: UUID, verb: str) -> Keeper:
    """One of them; NotVisible where there is none."""
    row = Keeper.objects.all().visible_to(user, verb).filter(pk=pk, ended_at=None).first()
    if row is None:
        raise NotVisible
    return row


def may_keep(user: User) -> list[User]:
    """Colleagues whose role may hold the compartment."""
    rows = User.objects.filter(office=user.office_id, is_active=True).order_by("name")
    able = MAY_HOLD[Compartment.MISCONDUCT]
    return [one for one in rows.exclude(pk=user.pk) if one.held_roles & able]


def colleagues_of(user: User) -> list[User]:
    """Everyone of the office."""
    return list(User.objects.filter(office=user.office_id, is_active=True).order_by("name"))
