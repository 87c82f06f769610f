"""Five cases and a hundred: the same pages ask the database the same number of questions.

How long they take is measured by `benchmarks/office_scale.py` on an office of 100,000 cases.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases import reading
from amparo.casework.cases.models import Case, Person, RoleKind
from amparo.casework.cases.services.people import give_role
from amparo.casework.cases.services.tasks import add_task, raise_alert
from amparo.casework.docket.models import Hearing
from amparo.directory.models import Unit
from tests.casework.scale.office import HEARINGS, go_to_court, multiply
from tests.cast import NOW, OPENED_ON, VICTIM_NAME, open_one

pytestmark = pytest.mark.django_db
TIMES = 20


@pytest.fixture
def five(cast):
    """Five cases before a court, with something due, a task and a danger in each."""
    Unit.objects.create(institution=cast.court, name="Branch 3")
    today = timezone.localdate()
    cases = [cast.case, *(open_one(by=cast.alma, programme=cast.programme) for _ in range(4))]
    for case in cases:
        if case != cast.case:
            give_role(
                by=cast.alma, at=NOW, case=case, person=cast.suspect, role=RoleKind.SUSPECT,
                on=OPENED_ON,
            )  # fmt: skip
        for days in (-3, 3):
            add_task(
                by=cast.alma, at=NOW, case=case, what="Call the station", owner=cast.alma,
                due_on=today + timedelta(days=days),
            )  # fmt: skip
        raise_alert(by=cast.alma, at=NOW, case=case, what="A threat")
    go_to_court(today)
    return cases


def pages(user: User, code: str):
    """What one colleague asks for, by name."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    at = f"/cases/{code}/"
    return {
        "Today": lambda: client.get("/"),
        "caseload": lambda: client.get("/cases/"),
        "calendar": lambda: client.get("/calendar/"),
        "cause list": lambda: client.get("/calendar/list/"),
        "case": lambda: client.get(at),
        "timeline": lambda: client.get(f"{at}timeline/"),
        "court": lambda: client.get(f"{at}court/"),
        "suspects": lambda: client.get(f"{at}suspects/"),
        "search by code": lambda: client.get("/search/", {"code": code}),
        "search by name": lambda: client.post("/search/", {"text": "Quirino Villafuerte"}),
    }


def questions(user: User, code: str) -> dict[str, int]:
    found = {}
    for name, ask in pages(user, code).items():
        ask()
        with CaptureQueriesContext(connection) as asked:
            assert ask().status_code in (200, 302), name
        found[name] = len(asked)
    return found


def test_no_page_asks_more_of_a_larger_office(cast, five, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    few = {user: questions(user, cast.case.code) for user in (cast.alma, cast.sofia)}
    multiply(TIMES)
    reading._kept.clear()
    assert Case.objects.count() == 5 * TIMES
    assert Hearing.objects.count() == 5 * TIMES * HEARINGS
    many = {user: questions(user, cast.case.code) for user in (cast.alma, cast.sofia)}
    assert many == few


def test_every_copy_is_whole_and_its_people_are_found(cast, five):
    """The control: what is measured is an office whose copies can be worked with."""
    before = Person.objects.count()
    multiply(3)
    reading._kept.clear()
    assert Person.objects.count() == 3 * before
    person = Person.objects.select_related("key").latest("change")
    assert str(person.pk) in reading.names_of(cast.office.pk).like(person.name())
    assert VICTIM_NAME not in {one.name() for one in Person.objects.select_related("key")}
