"""One cast: Alma leads cases, Eva sees figures only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.template import engines
from django.test import Client

from amparo.access.models import User

PASSWORD = "four words not alike"


@pytest.fixture(autouse=True)
def shell_only(settings):
    settings.ROOT_URLCONF = "tests.web.urls"
    settings.DEMO = False
    settings.REQUIRE_SECOND_FACTOR = False


def _account(name: str, role: str) -> User:
    user = User(
        email=f"{name.lower()}@example.org",
        name=f"{name} Example",
        roles=[role],
        joined_at=datetime(2024, 3, 1, tzinfo=UTC),
    )
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def alma(db) -> User:
    return _account("Alma", "caseworker")


@pytest.fixture
def eva(db) -> User:
    return _account("Eva", "publisher")


@pytest.fixture
def as_alma(client: Client, alma: User) -> Client:
    client.force_login(alma, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_eva(client: Client, eva: User) -> Client:
    client.force_login(eva, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def draw() -> Callable[..., str]:
    """Render template text with the values given."""

    def drawing(template: str, /, **values: object) -> str:
        return engines["django"].from_string(template).render(values)

    return drawing
