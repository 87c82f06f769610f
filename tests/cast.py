"""One cast for every test that needs people and a case.

Alma leads the case, Beni is on its team, Carla is in the same office and not on it, Dario is in the
other organisation, Eva sees public figures only. Sofia supervises; Amira audits, Adan
administers, Nadia analyses, and Pilar is the partner at the police.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.services import System, open_account
from amparo.casework.cases import reading
from amparo.casework.cases.models import (
    Case,
    Consent,
    Person,
    Programme,
    RoleKind,
    SharingAgreement,
)
from amparo.casework.cases.services.opening import open_case, start_programme
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.staffing import clear_at_set_up
from amparo.casework.cases.services.team import add_to_team
from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.vault.keys import make_key_file

PASSWORD = "nine calm herons wade"
OPENED_ON = date(2024, 1, 8)
NOW = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
# Of a consent: all was told, and research was asked.
ALL_TOLD = {"told": Consent.Told.values, "research": "no"}
VICTIM_NAME = "Lourdes Batungbakal"
SUSPECT_NAME = "Rogelio Catacutan"
SAFE_CONTACT = "Phone, 09:00 to 13:00. Leave no message."


@dataclass(frozen=True)
class Cast:
    """Who is there, and the case they stand around."""

    place: Jurisdiction
    office: Institution
    other_office: Institution
    police: Institution
    station: Unit
    prosecution: Institution
    court: Institution
    alma: User
    beni: User
    carla: User
    dario: User
    eva: User
    sofia: User
    nadia: User
    amira: User
    adan: User
    pilar: User
    programme: Programme
    case: Case
    victim: Person
    suspect: Person


def account(name: str, role: Role, office: Institution | None) -> User:
    """An account as an administrator opens it."""
    first = name.split(" ", 1)[0].lower()
    opened = open_account(
        by=System(), at=NOW, email=f"{first}@example.org", name=name, roles=[role],
        office=office, password=PASSWORD,
    )  # fmt: skip
    clear_at_set_up(by=System(), at=NOW, user=opened, on=date(2015, 1, 1), until=date(2100, 1, 1))
    return opened


def institution(
    name: str, kind: str, place: Jurisdiction, *, is_office: bool = False
) -> Institution:
    """An institution of the place."""
    return Institution.objects.create(
        name=name, kind=kind, jurisdiction=place, is_office=is_office, time_zone="Asia/Manila"
    )


def signed_with(partner: Institution, *, office: Institution, by: User) -> SharingAgreement:
    """An agreement on sharing, signed before anything happens here."""
    found, _ = SharingAgreement.objects.get_or_create(
        office=office, institution=partner,
        defaults={
            "signed_on": date(2020, 1, 1), "until": date(2100, 1, 1), "registered_by": by,
            "registered_at": NOW, "about": "What a service needs to help; one person reads it.",
        },
    )  # fmt: skip
    return found


def open_one(
    *,
    by: User,
    programme: Programme,
    on: date = OPENED_ON,
    at: datetime = NOW,
    name: str = VICTIM_NAME,
) -> Case:
    """Open a case the way the office does."""
    victim = add_person(
        by=by, at=at, office=programme.office, name=name, safe_contact=SAFE_CONTACT,
        birth_year=2004, sex="female", language="Tagalog",
    )  # fmt: skip
    return open_case(by=by, at=at, programme=programme, on=on, victim=victim, lead=by)


def gather() -> Cast:
    """Make everyone; about forty rows."""
    place = Jurisdiction.objects.create(
        code="ph-test", name="San Isidro", kind=Jurisdiction.Kind.MUNICIPALITY, path="/ph-test/",
        pack="ph",
    )  # fmt: skip
    office = institution("Casa Amparo", "organisation", place, is_office=True)
    other = institution("The Other House", "organisation", place, is_office=True)
    police = institution("San Isidro Police", "police", place)
    station = Unit.objects.create(institution=police, name="Station 7")
    alma = account("Alma Reyes", Role.CASEWORKER, office)
    programme = start_programme(
        by=System(), at=NOW, office=office, name="Online exploitation, San Isidro",
        crime_type="online_exploitation", jurisdiction=place, pack="ph", starts_on=OPENED_ON,
    )  # fmt: skip
    case = open_one(by=alma, programme=programme)
    suspect = add_person(by=alma, at=NOW, office=office, name=SUSPECT_NAME)
    give_role(by=alma, at=NOW, case=case, person=suspect, role=RoleKind.SUSPECT, on=OPENED_ON)
    prosecution = institution("City Prosecutor", "prosecution", place)
    court = institution("Regional Trial Court", "court", place)
    for partner in (police, prosecution, court):
        signed_with(partner, office=office, by=alma)
    beni = account("Beni Cruz", Role.LAWYER, office)
    add_to_team(by=alma, at=NOW, case=case, user=beni, on=OPENED_ON)
    return Cast(
        place=place, office=office, other_office=other, police=police, station=station,
        prosecution=prosecution, court=court,
        alma=alma, beni=beni,
        carla=account("Carla Santos", Role.CASEWORKER, office),
        dario=account("Dario Lim", Role.CASEWORKER, other),
        eva=account("Eva Tan", Role.PUBLISHER, office),
        sofia=account("Sofia Ramos", Role.SUPERVISOR, office),
        nadia=account("Nadia Uy", Role.ANALYST, office),
        amira=account("Amira Go", Role.AUDITOR, office),
        adan=account("Adan Diaz", Role.ADMINISTRATOR, office),
        pilar=account("Pilar Vega", Role.PARTNER, police),
        programme=programme,
        case=Case.objects.select_related("programme", "standing", "office", "key").get(pk=case.pk),
        victim=Person.objects.get(roles__case=case, roles__role=RoleKind.VICTIM),
        suspect=suspect,
    )  # fmt: skip


@pytest.fixture(scope="session")
def sealing_key() -> None:
    """The key of the tests' own office, in this run's folder."""
    make_key_file(Path(settings.KEY_FILE))


@pytest.fixture(scope="module")
def gathered(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, sealing_key: None
) -> Iterator[Cast]:
    """The cast, made once for a file of tests and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield gather()
        transaction.set_rollback(True)


@pytest.fixture
def cast(request: pytest.FixtureRequest, sealing_key: None, db: None) -> Cast:
    """The whole cast, around one open case; what a test changes of it is taken back after it."""
    reading._kept.clear()
    if "gathered" in request.fixturenames:
        return deepcopy(request.getfixturevalue("gathered"))
    return gather()


def commits(item: pytest.Item) -> bool:
    """Whether a test writes for good, so that other connections see it."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    )


def share_the_cast(items: list[pytest.Item]) -> None:
    """Let the tests of a file share one cast, where none of them commits.

    Named first among a test's fixtures, the cast is there before the test's own transaction opens.
    """
    alone = {item.path for item in items if commits(item)}
    for item in items:
        names = getattr(item, "fixturenames", [])
        if "cast" in names and item.path not in alone:
            names.insert(0, "gathered")
