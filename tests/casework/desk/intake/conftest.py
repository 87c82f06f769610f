"""A browser for each of the cast, and a referral that waits."""

from __future__ import annotations

import pytest
from django.test import Client

from amparo.casework.cases.services.opening import receive_referral
from tests.cast import NOW, OPENED_ON


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def as_(cast):
    def signing_in(name):
        client = Client()
        client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signing_in


@pytest.fixture
def referral(cast):
    return receive_referral(
        by=cast.carla, at=NOW, programme=cast.programme, received_on=OPENED_ON, source="hotline",
        told="A girl of about twelve is kept in a house by the harbour.",
        name="Rosalinda Magsaysay", contact="+63 917 555 0142", is_urgent=True,
    )  # fmt: skip
