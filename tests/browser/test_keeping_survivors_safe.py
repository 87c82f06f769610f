"""A release on bail, played on a phone: the survivor is checked on and told the same day."""

from __future__ import annotations

import re

import pytest

from amparo.casework.cases.models import SafetyDuty
from amparo.casework.restrain.services.orders import ask_protection
from amparo.casework.restrain.services.warrants import issue_warrant
from tests.cast import NOW, OPENED_ON, PASSWORD

# The live server answers in its own thread, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

PARTS = [
    "", "risk/", "same/", "find/", "sources/add/", "associates/add/", "venues/add/",
    "warrants/add/", "bail/add/", "orders/add/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.mark.parametrize("size", ["phone", "phone_plain"])
def test_a_release_on_bail_is_told_to_the_survivor(cast, request, sign_in, size):
    page = sign_in(request.getfixturevalue(size), "alma@example.org", PASSWORD)
    page.goto(f"/cases/{cast.case.code}/suspects/{cast.suspect.pk}/bail/add/")
    page.get_by_label("Released on their own word").check()
    page.get_by_role("button", name="Keep the decision").click()
    page.wait_for_url(re.compile(r"/suspects/[0-9a-f-]+/$"))
    assert "Free on bail" in page.inner_text("main")

    page.goto("/")
    page.get_by_role("link", name=cast.case.code).first.click()
    assert "Keep Victim 1 safe, and tell them" in page.inner_text("main")
    page.get_by_role("button", name="Record the safety check").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What you found, and what was done").fill("With her aunt, door locked")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Record what they were told").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("By phone", exact=True).check()
    page.get_by_label("If that is not the safe way").fill("She asked to be called at ten")
    page.get_by_label("What was told, or why not").fill("That he is free, on his own word")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url(re.compile(r"/safety/[0-9a-f-]+/$"))
    assert "Told on" in page.inner_text("main")
    duty = SafetyDuty.objects.get()
    assert (duty.is_safe, duty.was_told) == (True, True)


def test_no_page_about_suspects_has_an_accessibility_fault(cast, phone, desk, sign_in, axe):
    issue_warrant(by=cast.alma, at=NOW, case=cast.case, person=cast.suspect, on=OPENED_ON)
    ask_protection(by=cast.alma, at=NOW, case=cast.case, person=cast.suspect, on=OPENED_ON)
    one = f"/cases/{cast.case.code}/suspects/"
    for window in (phone, desk):
        page = sign_in(window, "alma@example.org", PASSWORD)
        for address in ["/safety/", one, *(f"{one}{cast.suspect.pk}/{part}" for part in PARTS)]:
            page.goto(address)
            axe(page)


def test_the_page_of_a_suspect_is_light(cast, phone, sign_in, weigh, light):
    sign_in(phone, "alma@example.org", PASSWORD)
    light(weigh(f"/cases/{cast.case.code}/suspects/{cast.suspect.pk}/", phone))
