"""Who works on a case, who is shut out, whom it is shared with, and who looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from amparo.access.models import User
from amparo.access.selectors import colleagues_of, may_join_a_team
from amparo.audit.models import Entry
from amparo.audit.selectors import entries_for_case
from amparo.audit.words import said
from amparo.casework.cases.models import Case, ConflictOfInterest, Share, TeamMember
from amparo.errors import NotVisible


@dataclass(frozen=True)
class Member:
    """Someone on the team, now or before."""

    id: int
    name: str
    roles: str
    leads: bool
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class Team:
    """Everyone who comes near a case, and everyone kept from it."""

    now: tuple[Member, ...]
    before: tuple[Member, ...]
    shares: tuple[Share, ...]
    conflicts: tuple[ConflictOfInterest, ...]


@dataclass(frozen=True)
class Look:
    """One entry of the case's trail, in words."""

    who: str
    what: str
    at: datetime
    reason: str


def team_for(user: User, case: Case) -> Team:
    """The team, past members, partners and conflicts; three queries."""
    rows = TeamMember.objects.visible_to(user).filter(case=case).select_related("user")
    members = [
        Member(
            id=row.pk,
            name=row.user.name,
            roles=", ".join(sorted(role.label for role in row.user.held_roles)),
            leads=row.leads and row.to_on is None,
            from_on=row.from_on,
            to_on=row.to_on,
        )
        for row in rows
    ]
    shares = Share.objects.visible_to(user).filter(case=case, to_on__isnull=True)
    conflicts = ConflictOfInterest.objects.visible_to(user).filter(case=case, lifted_at=None)
    return Team(
        now=tuple(member for member in members if member.to_on is None),
        before=tuple(member for member in members if member.to_on is not None),
        shares=tuple(shares.select_related("institution")),
        conflicts=tuple(conflicts.select_related("user")),
    )


def team_choices(user: User) -> list[User]:
    """Colleagues whose roles work on cases."""
    return [colleague for colleague in colleagues_of(user) if may_join_a_team(colleague)]


def owners_for(user: User, case: Case) -> list[User]:
    """The present team, who may own its tasks; the lead first."""
    rows = TeamMember.objects.visible_to(user).filter(case=case, to_on__isnull=True)
    return [row.user for row in rows.select_related("user")]


def member_for(user: User, member_id: int) -> TeamMember:
    """One present member of a team this user manages; NotVisible where there is none."""
    rows = TeamMember.objects.visible_to(user, "team.manage").select_related("case", "user")
    found = rows.filter(pk=member_id, to_on__isnull=True).first()
    if found is None:
        raise NotVisible
    return found


def share_for(user: User, share_id: int) -> Share:
    """One live share of a case whose team this user manages; NotVisible where there is none."""
    rows = Share.objects.visible_to(user, "team.manage").select_related("case", "institution")
    found = rows.filter(pk=share_id, to_on__isnull=True).first()
    if found is None:
        raise NotVisible
    return found


def looks_for(
    user: User, case: Case, *, page: int, size: int = 50
) -> tuple[tuple[Look, ...], bool]:
    """Who did what to a case or looked at it, newest first, and whether there is more."""
    if not user.may("people.read"):
        return (), False
    start = (page - 1) * size
    rows: list[Entry] = list(entries_for_case(str(case.pk))[start : start + size + 1])
    looks = [Look(row.actor, said(row), row.at, row.reason) for row in rows[:size]]
    return tuple(looks), len(rows) > size
