"""A home with two beds, whoever keeps it, and a browser for each of the cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from amparo.access.models import User
from amparo.casework.aftercare.models import Home
from tests.casework.aftercare.furnish import enter_home
from tests.cast import Cast


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
def home(cast: Cast) -> Home:
    """Two beds for women and girls of twelve and over."""
    return enter_home(cast.sofia, cast.place, capacity=2)
