"""A release and a new survivor recorded in the same moment: nobody falls between."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, transaction

from amparo.casework.cases.models import RoleKind, SafetyDuty
from amparo.casework.cases.services.people import add_person, give_role
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW, OPENED_ON, Cast, open_one

pytestmark = pytest.mark.django_db(transaction=True)


def side_by_side(first: Callable[[Event], None], second: Callable[[], None]) -> None:
    """The second act begins while the first is done and not yet committed."""
    done = Event()

    def hold() -> None:
        with transaction.atomic():
            first(done)
            sleep(0.4)
        connection.close()

    def follow() -> None:
        done.wait(20)
        second()
        connection.close()

    threads = [Thread(target=hold), Thread(target=follow)]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]


def test_a_survivor_who_joins_while_a_release_is_being_recorded_is_told(cast: Cast) -> None:
    sister = add_person(by=cast.alma, at=NOW, office=cast.office, name="Her Sister")

    def release(done: Event) -> None:
        happened(cast, "restrain.bailed", person=cast.suspect)
        done.set()

    def join() -> None:
        give_role(by=cast.beni, at=NOW, case=cast.case, person=sister, role=RoleKind.VICTIM, on=DAY)

    side_by_side(release, join)
    assert SafetyDuty.objects.filter(survivor=sister).count() == 1


def test_a_release_recorded_while_a_suspect_joins_another_case_reaches_it(cast: Cast) -> None:
    other = open_one(by=cast.carla, programme=cast.programme, name="Second Survivor")

    def join(done: Event) -> None:
        give_role(
            by=cast.carla, at=NOW, case=other, person=cast.suspect, role=RoleKind.SUSPECT,
            on=OPENED_ON,
        )  # fmt: skip
        done.set()

    def release() -> None:
        happened(cast, "restrain.bailed", person=cast.suspect)

    side_by_side(join, release)
    assert SafetyDuty.objects.filter(case=other).count() == 1
