"""Who works in the synthetic office, and how to sign in as them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.services import System, open_account
from amparo.casework.cases.services.staffing import clear_at_set_up
from amparo.demo.names import Names
from amparo.directory.models import Institution

PASSWORD = "paper boats on a slow river"  # noqa: S105  (synthetic people, on this machine only)
MAIL = "demo.example"  # reserved by RFC 2606: no mail ever leaves


CHECKS_END = timedelta(days=45)  # one colleague after another


@dataclass(frozen=True)
class SignIn:
    """An account of the demo, and what is worth trying with it."""

    email: str
    password: str
    role: str
    what_to_try: str


@dataclass(frozen=True)
class Team:
    """Four people who take cases together."""

    caseworker: User
    investigator: User
    lawyer: User
    social_worker: User

    def for_way(self, way: str) -> User:
        """Who writes down what happens on this way."""
        return {
            "rescue": self.caseworker,
            "restrain": self.investigator,
            "represent": self.lawyer,
            "restore": self.social_worker,
        }[way]

    def members(self) -> tuple[User, ...]:
        """Everyone but the caseworker, who leads."""
        return (self.investigator, self.lawyer, self.social_worker)


# Sign-in name, roles, what to try. Those of the first team come first.
SIGN_INS: tuple[tuple[str, Role, str], ...] = (
    ("caseworker", Role.CASEWORKER, "Today, then case {showcase}; a new referral to match"),
    ("investigator", Role.INVESTIGATOR, "record an arrest in case {showcase} on a phone"),
    ("lawyer", Role.LAWYER, "next week's hearings, and the overdue court clocks"),
    ("social", Role.SOCIAL_WORKER, "survivors to assess again; safety alerts to answer"),
    ("supervisor", Role.SUPERVISOR, "where cases break, and emergency openings to review"),
    ("analyst", Role.ANALYST, "where it breaks: trials before and after July 2022"),
    ("partner", Role.PARTNER, "the police's own view: the women and children desk, no names"),
    ("collector", Role.PARTNER, "the revenue office, northern division: its own figures only"),
    ("judge", Role.PARTNER, "the court, branch A: its own figures only"),
    ("inspector", Role.PARTNER, "the rural station: its own figures only"),
    ("publisher", Role.PUBLISHER, "figures only"),
    ("admin", Role.ADMINISTRATOR, "accounts and the directory; no case opens"),
    ("auditor", Role.AUDITOR, "who looked at what, and whether the trail is whole"),
    ("dario", Role.CASEWORKER, "another organisation, which sees none of these cases"),
    ("caseworker4", Role.CASEWORKER, "bonded labour: complaints refused, scenes never reached"),
)
COLLEAGUES: tuple[tuple[str, Role], ...] = (
    ("caseworker2", Role.CASEWORKER), ("caseworker3", Role.CASEWORKER),
    ("investigator2", Role.INVESTIGATOR), ("lawyer2", Role.LAWYER),
    ("social2", Role.SOCIAL_WORKER), ("social3", Role.SOCIAL_WORKER),
)  # fmt: skip


def sign_ins(showcase: str) -> list[SignIn]:
    """The accounts to show a visitor."""
    return [
        SignIn(f"{name}@{MAIL}", PASSWORD, role.label, hint.format(showcase=showcase))
        for name, role, hint in SIGN_INS
    ]


def open_accounts(
    *,
    at: datetime,
    office: Institution,
    other: Institution,
    partners: dict[str, Institution],
    names: Names,
    today: date,
) -> dict[str, User]:
    """Everyone's account, by sign-in name. Colleagues have a password that nobody knows.

    All were checked and signed the code; the first of these end within the year.
    """
    homes = {**partners, "dario": other}
    known = [(name, role, PASSWORD) for name, role, _ in SIGN_INS]
    unknown = [(name, role, secrets.token_urlsafe(20)) for name, role in COLLEAGUES]
    accounts = {
        name: open_account(
            by=System(), at=at, email=f"{name}@{MAIL}", name=names.next(), roles=[role],
            office=homes.get(name, office), password=password,
        )
        for name, role, password in (*known, *unknown)
    }  # fmt: skip
    for number, one in enumerate(accounts.values(), start=1):
        until = today + number * CHECKS_END
        clear_at_set_up(by=System(), at=at, user=one, on=at.date(), until=until)
    return accounts


def teams_of(accounts: dict[str, User]) -> dict[str, tuple[Team, ...]]:
    """The teams of each programme; whoever signs in is on the first."""
    a = accounts
    return {
        "trafficking": (
            Team(a["caseworker"], a["investigator"], a["lawyer"], a["social"]),
            Team(a["caseworker2"], a["investigator2"], a["lawyer2"], a["social2"]),
        ),
        "bonded": (
            Team(a["caseworker3"], a["investigator2"], a["lawyer2"], a["social3"]),
            Team(a["caseworker4"], a["investigator"], a["lawyer"], a["social3"]),
        ),
    }
