"""What is to be written: acts, each with who did it and when it was written down.

Records are compared by identity: the same `NewPerson` in two cases is one human being.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from amparo.access.models import User
from amparo.casework.cases.models import Consent, Precision, Programme, RoleKind
from amparo.casework.cases.services.people import Detail
from amparo.directory.models import Institution, Unit


@dataclass(frozen=True, eq=False)
class NewPerson:
    """A person to be kept."""

    by: User
    at: datetime
    name: str
    details: Sequence[Detail] = ()
    safe_contact: str = ""
    birth_year: int | None = None
    sex: str = ""
    language: str = ""


@dataclass(frozen=True, eq=False)
class NewRole:
    """A role in the case, from a day."""

    by: User
    at: datetime
    person: NewPerson
    role: RoleKind
    on: date
    unit: Unit | None = None


@dataclass(frozen=True, eq=False)
class Joining:
    """Someone who joins the team on a day; the lead is there from the start."""

    by: User
    at: datetime
    user: User
    on: date


@dataclass(frozen=True, eq=False)
class NewConsent:
    """What a person agreed to, or refused."""

    by: User
    at: datetime
    person: NewPerson
    purpose: str
    is_given: bool
    on: date
    explained_how: str
    explained_in: str
    told: Sequence[str] = ()
    research: str = ""
    covers: Sequence[str] = ()
    basis: Consent.Basis = Consent.Basis.OWN
    reason: str = ""
    recipient: Institution | None = None


@dataclass(frozen=True)
class FollowUp:
    """The tasks that a fact opened are done, and the alert it raised is answered."""

    by: User
    at: datetime
    outcome: str


@dataclass(frozen=True, eq=False)
class NewFact:
    """A milestone; with `corrects`, the one that takes another's place, and why."""

    by: User
    at: datetime
    type: str
    on: date
    precision: Precision = Precision.DAY
    person: NewPerson | None = None
    unit: Unit | None = None
    institution: Institution | None = None
    source: str = ""
    note: str = ""
    corrects: NewFact | None = None
    reason: str = ""
    follow_up: FollowUp | None = None


@dataclass(frozen=True, eq=False)
class NewReferral:
    """How the suspicion reached the office; decided when the case is opened."""

    by: User
    at: datetime
    source: str
    told: str
    name: str = ""
    contact: str = ""
    from_institution: Institution | None = None
    is_urgent: bool = False


InCase = NewRole | Joining | NewConsent | NewFact


@dataclass(frozen=True, eq=False)
class CaseHistory:
    """One case: how it was opened, and what was done in it, in any order.

    `follow_up` is that of the first milestone, the referral; an empty `code` is drawn.
    """

    programme: Programme
    by: User
    at: datetime
    on: date
    victim: NewPerson
    lead: User
    summary: str = ""
    code: str = ""
    referral: NewReferral | None = None
    follow_up: FollowUp | None = None
    acts: Sequence[InCase] = field(default_factory=tuple)

    def in_order(self) -> list[InCase]:
        """The acts by when they were written down; those of one moment stay as they stand."""
        return sorted(self.acts, key=lambda act: act.at)
