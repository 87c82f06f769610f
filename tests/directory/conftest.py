"""Alma leads cases, Sol supervises and edits the directory, Nadia's account has no role."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amparo.access.models import User
from amparo.directory.models import Institution, Jurisdiction, Post, Unit
from amparo.directory.services import add_institution, add_jurisdiction, add_post, add_unit

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def account(name: str, *roles: str) -> User:
    return User.objects.create(
        email=f"{name.lower()}@example.org",
        name=f"{name} Example",
        roles=list(roles),
        joined_at=NOW,
    )


@pytest.fixture
def alma(db) -> User:
    return account("Alma", "caseworker")


@pytest.fixture
def sol(db) -> User:
    return account("Sol", "supervisor")


@pytest.fixture
def nadia(db) -> User:
    return account("Nadia")


@pytest.fixture
def coast(sol) -> Jurisdiction:
    return add_jurisdiction(by=sol, at=NOW, code="coast", name="Coast", kind="region")


@pytest.fixture
def police(sol, coast) -> Institution:
    return add_institution(
        by=sol,
        at=NOW,
        name="Coast Police",
        kind="police",
        jurisdiction=coast,
        time_zone="Asia/Manila",
    )


@pytest.fixture
def station(sol, police) -> Unit:
    return add_unit(by=sol, at=NOW, institution=police, name="Station 7", kind="station")


@pytest.fixture
def chief(sol, station) -> Post:
    return add_post(by=sol, at=NOW, unit=station, title="Chief of Station 7")
