"""The policy: one table of who may do what, and one pure function that explains each decision.

Roles give verbs; a relation to a case (its team, its office, a live break-glass, a share with a
partner) gives the case; a conflict of interest takes it away before any grant. What the table does
not name is denied. `visible_to` on the querysets is built from the same table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person does in an office."""

    CASEWORKER = "caseworker"
    INVESTIGATOR = "investigator"
    LAWYER = "lawyer"
    SOCIAL_WORKER = "social_worker"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    PARTNER = "partner"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """What pages show."""
        if self is Role.PARTNER:
            return "Partner of one institution"
        return self.value.replace("_", " ").capitalize()


class Relation(StrEnum):
    """How a person stands to a case today."""

    TEAM = "team"
    OFFICE = "office"
    BREAK_GLASS = "break_glass"
    SHARED = "shared"


_WORK = frozenset(
    {
        "cases.read", "cases.write", "people.read", "people.reveal", "consent.record",
        "documents.read", "referrals.read", "referrals.write", "cases.open", "figures.read",
        "figures.exact",
        "directory.read", "break_glass.use", "services.read",
    }
)  # fmt: skip

VERBS: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.CASEWORKER: _WORK,
        Role.INVESTIGATOR: _WORK,
        Role.LAWYER: _WORK,
        Role.SOCIAL_WORKER: _WORK | {"services.keep"},
        Role.SUPERVISOR: _WORK
        | {"team.manage", "programmes.manage", "directory.edit", "break_glass.review"}
        | {"services.keep"},
        Role.ANALYST: frozenset({"figures.read", "figures.exact", "directory.read"}),
        Role.PARTNER: frozenset({"cases.read", "directory.read", "services.answer"}),
        Role.PUBLISHER: frozenset({"figures.read", "directory.read"}),
        Role.ADMINISTRATOR: frozenset(
            {"accounts.manage", "programmes.manage", "directory.read", "directory.edit"}
        ),
        Role.AUDITOR: frozenset({"audit.read", "directory.read"}),
    }
)

_OWN = frozenset({Relation.TEAM, Relation.BREAK_GLASS})

REACH: Mapping[Role, frozenset[Relation]] = MappingProxyType(
    {
        Role.CASEWORKER: _OWN,
        Role.INVESTIGATOR: _OWN,
        Role.LAWYER: _OWN,
        Role.SOCIAL_WORKER: _OWN,
        Role.SUPERVISOR: _OWN | {Relation.OFFICE},
        Role.PARTNER: frozenset({Relation.SHARED}),
    }
)
"""Through which relations each role reaches cases; a role not named reaches none."""

COUNTS_WHOLE_OFFICE = frozenset({Role.SUPERVISOR, Role.ANALYST, Role.PUBLISHER})
"""Roles whose figures count every case of the office (as opaque ids, never as records)."""

SEES_PEOPLE = frozenset(
    role for role, verbs in VERBS.items() if verbs & {"people.read", "services.answer"}
)
"""Roles that a second factor at sign-in is required of."""


@dataclass(frozen=True)
class Decision:
    """Whether it is allowed, and the sentence that says why."""

    allowed: bool
    because: str

    def __bool__(self) -> bool:
        return self.allowed


def roles_with(verb: str) -> frozenset[Role]:
    """The roles whose work includes this verb."""
    return frozenset(role for role, verbs in VERBS.items() if verb in verbs)


def decide(
    *,
    active: bool,
    roles: Collection[Role],
    verb: str,
    relations: Collection[Relation] = (),
    about_case: bool = False,
    conflicted: bool = False,
) -> Decision:
    """Whether someone with these roles and relations may do this, and why.

    For acts that concern no case, leave `about_case` out; relations and conflicts then play no
    part.
    """
    if not active:
        return Decision(allowed=False, because="This account is closed.")
    able = [role for role in roles if verb in VERBS[role]]
    if not able:
        named = ", ".join(sorted(role.label for role in roles_with(verb))) or "nobody"
        return Decision(allowed=False, because=f"This is the work of other roles: {named}.")
    if not about_case:
        return Decision(allowed=True, because=f"The role {able[0].label} includes it.")
    if conflicted:
        return Decision(
            allowed=False, because="A conflict of interest is recorded between you and this case."
        )
    for role in able:
        reached = REACH.get(role, frozenset()) & frozenset(relations)
        if reached:
            return Decision(allowed=True, because=_REASONS[min(reached, key=list(Relation).index)])
    return Decision(allowed=False, because="You are not on the team of this case today.")


_REASONS = {
    Relation.TEAM: "You are on the team of this case.",
    Relation.OFFICE: "You supervise the office this case belongs to.",
    Relation.BREAK_GLASS: "You opened it in an emergency; the opening will be reviewed.",
    Relation.SHARED: "It is shared with your institution.",
}
