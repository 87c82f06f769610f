"""A caseworker at work, on a phone and on a desk, with JavaScript and without."""

from __future__ import annotations

import re

import pytest

from amparo.casework.cases.models import Milestone
from amparo.casework.cases.services.milestones import record_milestone
from tests.cast import NOW, OPENED_ON, PASSWORD

# The live server answers in its own thread, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

PARTS = [
    "", "timeline/", "people/", "consent/", "documents/", "team/", "looked/", "record/",
    "record/restrain.remanded/", "consent/record/", "documents/add/", "tasks/add/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def arrested(cast):
    """The cast, after the suspect's arrest and release on bail: clocks run, an alert is open."""
    for step in ("restrain.arrested", "restrain.bailed"):
        record_milestone(
            by=cast.alma, at=NOW, case=cast.case, type=step, on=OPENED_ON, person=cast.suspect
        )
    return cast


def test_no_page_of_a_case_has_an_accessibility_fault(arrested, phone, desk, sign_in, axe):
    for window in (phone, desk):
        page = sign_in(window, "alma@example.org", PASSWORD)
        axe(page)
        for address in ["/cases/", *(f"/cases/{arrested.case.code}/{part}" for part in PARTS)]:
            page.goto(address)
            axe(page)


@pytest.mark.parametrize("size", ["phone", "phone_plain"])
def test_a_milestone_is_recorded_in_three_touches(arrested, request, sign_in, size):
    page = sign_in(request.getfixturevalue(size), "alma@example.org", PASSWORD)
    page.goto(f"/cases/{arrested.case.code}/")
    page.get_by_role("button", name="Record a milestone").click()
    page.get_by_role("link", name="Brought before a court").first.click()
    page.get_by_role("button", name="Record it").click()
    page.wait_for_url(re.compile(rf"/cases/{arrested.case.code}/$"))
    assert "Recorded: Brought before a court" in page.inner_text("main")
    kept = Milestone.objects.get(type="restrain.produced_in_custody")
    assert kept.person == arrested.suspect


def test_names_are_gone_when_the_page_is_left(arrested, phone_plain, sign_in):
    page = sign_in(phone_plain, "alma@example.org", PASSWORD)
    page.goto(f"/cases/{arrested.case.code}/")
    page.get_by_role("button", name="Show names").click()
    assert "Lourdes Batungbakal" in page.inner_text("main")
    assert "Lourdes" not in page.title()
    page.goto(f"/cases/{arrested.case.code}/people/")
    assert "Lourdes" not in page.inner_text("main")


@pytest.mark.parametrize("part", ["/", "/cases/", "/cases/{}/", "/cases/{}/record/"])
def test_a_page_is_light(arrested, phone, sign_in, weigh, light, part):
    sign_in(phone, "alma@example.org", PASSWORD)
    light(weigh(part.format(arrested.case.code), phone))
