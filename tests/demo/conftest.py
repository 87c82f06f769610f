"""A small synthetic office, grown once for each test module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from amparo.demo.office import DemoOffice, grow
from tests.demo.test_the_records import TODAY


@pytest.fixture(scope="module")
def office(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, sealing_key: None
) -> Iterator[DemoOffice]:
    """Thirty cases, inside a transaction that is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield grow(n_cases=30, progress=lambda what, share: None, today=TODAY)
        transaction.set_rollback(True)
