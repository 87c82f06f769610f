"""A browser's worth of Django client, signed in as one of the cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from amparo.access.models import User


@pytest.fixture
def as_(settings) -> Callable[[User], Client]:
    """A client signed in as somebody, past the second factor."""
    settings.REQUIRE_SECOND_FACTOR = False

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
