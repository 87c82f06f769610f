"""Somebody tells of an official without a name, on a phone; a keeper answers; a won case is told."""

from __future__ import annotations

import re

import pytest

from amparo.repair.accountability import door
from amparo.repair.accountability.models import Grievance
from tests.cast import PASSWORD
from tests.repair.accountability.furnish import furnish_accountability
from tests.repair.hope.furnish import agree, end_in_court, furnish_hope, told

# The live server answers in its own thread, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    door.TELLING.forget()
    door.COMING_BACK.forget()


@pytest.fixture
def furnished(cast):
    cast_of = furnish_accountability(cast) | furnish_hope(cast)
    end_in_court(cast.alma, cast.case, cast.suspect)
    agree(cast.alma, cast.case, cast.victim)
    proof = told(cast.alma, cast.beni, cast.eva, cast.case, cast.victim)
    return cast_of | {"proof": proof.pk}


def test_it_is_told_on_a_plain_phone_and_answered(cast, furnished, phone_plain, desk, visit,
                                                  sign_in, axe):  # fmt: skip
    page = visit("/tell/", phone_plain)
    axe(page)
    page.get_by_label("Asked for money before doing anything").check()
    page.get_by_label("Where do they work?").select_option(label="Station 7")
    page.get_by_label("What happened?").fill("He wanted two hundred.")
    page.get_by_role("button", name="Send it").click()
    axe(page)
    code = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", page.inner_text("main")).group()
    row = Grievance.objects.latest("received_on")

    keeper = sign_in(desk, "sofia@example.org", PASSWORD)
    keeper.goto("/officials/")
    axe(keeper)
    keeper.get_by_role("link", name=row.code).click()
    axe(keeper)
    keeper.get_by_role("link", name="Answer them").click()
    keeper.get_by_label("Your answer").fill("We asked the oversight body.")
    keeper.get_by_role("button", name="Send the answer").click()

    page.goto("/tell/back/")
    axe(page)
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Open it").click()
    assert "We asked the oversight body." in page.inner_text("main")
    assert code not in page.url
    axe(page)
    assert phone_plain.cookies() == []


def test_no_page_of_accountability_or_hope_has_a_fault(cast, furnished, phone, sign_in, axe):
    rows = {
        "sofia": ["/officials/figures/", "/officials/decoys/add/", "/officials/protection/add/",
                  "/hope/", "/hope/proofs/candidates/", f"/hope/proofs/{furnished['proof']}/",
                  f"/hope/ready/{furnished['proof']}/publish/",
                  f"/hope/commitments/{furnished['commitment']}/",
                  f"/hope/surveys/{furnished['survey']}/",
                  f"/hope/institutions/{furnished['partner']}/"],
        "pilar": ["/shared/"],
    }  # fmt: skip
    for who, addresses in rows.items():
        phone.clear_cookies()
        page = sign_in(phone, f"{who}@example.org", PASSWORD)
        for address in addresses:
            assert page.goto(address).status == 200, address
            axe(page)
