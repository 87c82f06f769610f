"""The policy: one table of who may do what, and one pure function that explains each decision.

Roles give verbs; a relation to a case (its team, its office, a live break-glass, a share with a
partner) gives the case; a compartment held gives its most dangerous parts; a conflict of interest
takes all of it away before any grant. What the table does not name is denied. `visible_to` on the
querysets is built from the same table.
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


class Compartment(StrEnum):
    """A part of a case that being on its team does not open: it is held by name, for a time."""

    SHELTER_ADDRESS = "shelter_address"
    COUNSELLING = "counselling"
    MEDICAL = "medical"
    OPERATION = "operation"
    MISCONDUCT = "misconduct"
    SEALED_BY_COURT = "sealed_by_court"
    SOURCE_IDENTITY = "source_identity"

    @property
    def label(self) -> str:
        """What pages show."""
        return self.value.replace("_", " ").capitalize()

    @property
    def holds(self) -> str:
        """What lies in it."""
        return _LIES_IN[self]


_LIES_IN = {
    Compartment.SHELTER_ADDRESS: "where a survivor or witness is living now",
    Compartment.COUNSELLING: "what was said in counselling",
    Compartment.MEDICAL: "examinations, injuries and treatment",
    Compartment.OPERATION: "target, time and place of an operation to come",
    Compartment.MISCONDUCT: "what is said against an official",
    Compartment.SEALED_BY_COURT: "what a court has closed to others",
    Compartment.SOURCE_IDENTITY: "who told, and how to reach them",
}

_WORK = frozenset(
    {
        "cases.read", "cases.write", "people.read", "people.reveal", "consent.record",
        "documents.read", "referrals.read", "referrals.write", "cases.open", "figures.read",
        "figures.exact",
        "directory.read", "break_glass.use", "services.read", "compartments.second",
        "erasures.second", "misconduct.report", "hope.read", "letters.keep", "proofs.write",
    }
)  # fmt: skip

VERBS: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.CASEWORKER: _WORK,
        Role.INVESTIGATOR: _WORK | {"misconduct.read"},
        Role.LAWYER: _WORK | {"misconduct.read"},
        Role.SOCIAL_WORKER: _WORK | {"services.keep"},
        Role.SUPERVISOR: _WORK
        | {"team.manage", "programmes.manage", "directory.edit", "break_glass.review"}
        | {"services.keep", "compartments.grant", "repairs.manage", "cases.erase"}
        | {"protection.read", "protection.keep", "misconduct.read", "misconduct.count"}
        | {"hope.keep", "proofs.publish"},
        Role.ANALYST: frozenset(
            {"figures.read", "figures.exact", "directory.read", "repairs.manage"}
            | {"protection.read", "protection.keep", "misconduct.report", "misconduct.count"}
            | {"hope.read", "hope.keep", "letters.keep"}
        ),
        Role.PARTNER: frozenset(
            {"cases.read", "directory.read", "services.answer", "repairs.shared"}
        ),
        Role.PUBLISHER: frozenset(
            {"figures.read", "directory.read", "protection.read", "hope.read", "proofs.publish"}
        ),
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

MAY_OPEN = frozenset({Relation.TEAM, Relation.OFFICE})
"""Relations through which a compartment opens. An emergency opens the case and no compartment:
one person alone must not reach what two people grant."""

NOT_IN_EMERGENCY = frozenset(
    {"compartments.second", "compartments.grant", "erasures.second", "cases.erase"}
)
"""Verbs that an emergency opening does not give: one person alone could open what takes two."""


def reach(role: Role, verb: str) -> frozenset[Relation]:
    """The relations through which a role reaches cases for a verb."""
    reached = REACH.get(role, frozenset())
    return reached & MAY_OPEN if verb in NOT_IN_EMERGENCY else reached


MAY_HOLD: Mapping[Compartment, frozenset[Role]] = MappingProxyType(
    {
        Compartment.SHELTER_ADDRESS: frozenset(
            {Role.CASEWORKER, Role.SOCIAL_WORKER, Role.SUPERVISOR}
        ),
        Compartment.COUNSELLING: frozenset({Role.SOCIAL_WORKER}),
        Compartment.MEDICAL: frozenset({Role.SOCIAL_WORKER, Role.CASEWORKER, Role.LAWYER}),
        Compartment.OPERATION: frozenset(
            {Role.INVESTIGATOR, Role.LAWYER, Role.SOCIAL_WORKER, Role.CASEWORKER, Role.SUPERVISOR}
        ),
        Compartment.MISCONDUCT: frozenset({Role.INVESTIGATOR, Role.LAWYER, Role.SUPERVISOR}),
        Compartment.SEALED_BY_COURT: frozenset({Role.LAWYER, Role.SUPERVISOR}),
        Compartment.SOURCE_IDENTITY: frozenset({Role.INVESTIGATOR, Role.SUPERVISOR}),
    }
)
"""Which roles may hold each compartment; what another role holds opens nothing."""

COUNTS_WHOLE_OFFICE = frozenset({Role.SUPERVISOR, Role.ANALYST, Role.PUBLISHER})
"""Roles whose figures count every case of the office (as opaque ids, never as records)."""

SEES_PEOPLE = frozenset(
    role for role, verbs in VERBS.items() if verbs & {"people.read", "services.answer"}
)
"""Roles that open records of people."""


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


def roles_that_hold(compartment: Compartment, verb: str) -> frozenset[Role]:
    """The roles that may hold the compartment and whose work includes the verb."""
    return MAY_HOLD[compartment] & roles_with(verb)


def decide(
    *,
    active: bool,
    roles: Collection[Role],
    verb: str,
    relations: Collection[Relation] = (),
    about_case: bool = False,
    conflicted: bool = False,
    compartment: Compartment | None = None,
    holds: Collection[Compartment] = (),
) -> Decision:
    """Whether someone with these roles and relations may do this, and why.

    For acts that concern no case, leave `about_case` out; relations, conflicts and compartments
    then play no part. `holds` are the compartments of this case that are open to them today.
    """
    if not active:
        return Decision(allowed=False, because="This account is closed.")
    able = [role for role in roles if verb in VERBS[role]]
    if not able:
        return Decision(allowed=False, because=_others(roles_with(verb)))
    if not about_case:
        return Decision(allowed=True, because=f"The role {able[0].label} includes it.")
    if conflicted:
        return Decision(
            allowed=False, because="A conflict of interest is recorded between you and this case."
        )
    by_case = _by_case(able, relations, verb=verb)
    if compartment is None or not by_case:
        return by_case
    return _by_compartment(able, relations, compartment, verb=verb, is_held=compartment in holds)


def _others(roles: Collection[Role]) -> str:
    named = ", ".join(sorted(role.label for role in roles)) or "nobody"
    return f"This is the work of other roles: {named}."


def _by_case(able: Collection[Role], relations: Collection[Relation], *, verb: str) -> Decision:
    for role in able:
        reached = reach(role, verb) & frozenset(relations)
        if reached:
            return Decision(allowed=True, because=_REASONS[min(reached, key=list(Relation).index)])
    return Decision(allowed=False, because="You are not on the team of this case today.")


def _by_compartment(
    able: Collection[Role],
    relations: Collection[Relation],
    compartment: Compartment,
    *,
    verb: str,
    is_held: bool,
) -> Decision:
    name = compartment.label
    fit = [role for role in able if role in MAY_HOLD[compartment]]
    if not fit:
        others = _others(roles_that_hold(compartment, verb))
        return Decision(allowed=False, because=f"{name} is a closed part of the case. {others}")
    if not any(reach(role, verb) & MAY_OPEN & frozenset(relations) for role in fit):
        why = "opens only to its team and its supervisor, never by an emergency or a share."
        return Decision(allowed=False, because=f"{name} {why}")
    if not is_held:
        why = "is not open to you in this case: two people open it to you by name, for a time."
        return Decision(allowed=False, because=f"{name} {why}")
    return Decision(allowed=True, because=f"{name} is open to you in this case for a time.")


_REASONS = {
    Relation.TEAM: "You are on the team of this case.",
    Relation.OFFICE: "You supervise the office this case belongs to.",
    Relation.BREAK_GLASS: "You opened it in an emergency; the opening will be reviewed.",
    Relation.SHARED: "It is shared with your institution.",
}
