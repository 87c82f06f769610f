"""A browser signed in as somebody of the cast, and the second case their suspect is in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from amparo.access.models import User
from amparo.casework.cases.models import Case, RoleKind
from amparo.casework.cases.services.people import give_role
from tests.cast import NOW, OPENED_ON, Cast, open_one


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
def second(cast: Cast) -> Case:
    """A case of the same office, led by Carla, in which the same person is a suspect."""
    case = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")
    give_role(
        by=cast.carla, at=NOW, case=case, person=cast.suspect, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    return case
