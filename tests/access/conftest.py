"""A browser for each of the cast."""

from __future__ import annotations

import pytest
from django.test import Client

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def as_(cast):
    def signing_in(name):
        client = Client()
        client.force_login(getattr(cast, name), backend=BACKEND)
        return client

    return signing_in
