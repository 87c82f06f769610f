"""Intake on a phone: from what was told to a case, with and without JavaScript."""

from __future__ import annotations

import pytest

from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["phone", "phone_plain", "desk"])
def window(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


def send(page, name):
    page.get_by_role("button", name=name).click()


def test_it_goes_from_what_was_told_to_a_person_in_a_case(cast, window, sign_in, axe, office):
    page = sign_in(window, "alma@example.org", PASSWORD)
    page.goto(f"{office}/referrals/new/")
    axe(page)
    page.get_by_label("Who referred?").select_option("hotline")
    page.get_by_label("What were you told?").fill("A girl is kept in a house by the harbour.")
    page.get_by_label("Name of the person it is about").fill("Lurdes Batungbacal")
    page.get_by_label("Somebody is in danger now").check()
    send(page, "Keep the referral")
    assert "Spelt alike" in page.inner_text("main")
    axe(page)
    page.get_by_role("link", name="Referrals").first.click()
    assert "Urgent" in page.inner_text("main")
    axe(page)
    page.go_back()
    page.get_by_role("button", name="Open a new case").click()
    axe(page)
    page.get_by_label("Age or year of birth").fill("12")
    send(page, "Open the case")
    assert "is open" in page.inner_text("main")
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"{office}/cases/{code}/people/new/")
    axe(page)
    page.get_by_label("What are they to this case?").select_option("suspect")
    page.get_by_label("Name or nickname").fill("Rogellio Catakutan")
    send(page, "Look")
    axe(page)
    page.get_by_role("button", name="Use this person").first.click()
    page.goto(page.url)
    page.get_by_role("link", name="Suspect 1").click()
    assert "Rogelio" not in page.inner_text("main")
    axe(page)
    send(page, "Show name")
    assert "Rogelio Catacutan" in page.inner_text("main")
    axe(page)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("alma", "/search/"), ("alma", "/emergency/"), ("sofia", "/emergency/reviews/"),
        ("sofia", "/programmes/"), ("sofia", "/programmes/new/"), ("adan", "/accounts/"),
        ("adan", "/accounts/add/"), ("amira", "/audit/"),
    ],
)  # fmt: skip
def test_these_pages_are_accessible(who, address, cast, phone, sign_in, axe, office):
    page = sign_in(phone, f"{who}@example.org", PASSWORD)
    page.goto(f"{office}{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    axe(page)
