"""A browser signed in as somebody of the cast, and a social worker on the team."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.casework.cases.services.team import add_to_team
from tests.cast import NOW, OPENED_ON, Cast, account


@pytest.fixture
def as_(settings) -> Callable[[User], Client]:
    """A browser signed in as one of the cast."""
    settings.REQUIRE_SECOND_FACTOR = False

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def saul(cast: Cast) -> User:
    """A social worker on the team of the case."""
    saul = account("Saul Ocampo", Role.SOCIAL_WORKER, cast.office)
    add_to_team(by=cast.alma, at=NOW, case=cast.case, user=saul, on=OPENED_ON)
    return saul
