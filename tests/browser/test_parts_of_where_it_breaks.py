"""Where to repair first, units compared and what follows what, in a real browser."""

from __future__ import annotations

import pytest

from tests.cast import PASSWORD
from tests.reform.test_units_and_repairs import LOG_FOR, planted
from tests.reform.test_where_it_breaks import present

# The live server answers in its own thread, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

PARTS = ["/where-it-breaks/opportunities/", "/where-it-breaks/units/", "/where-it-breaks/map/"]


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def lagging(cast, monkeypatch):
    """The cast, and a log in which one station of five refuses four of five."""
    present(cast.case, cast.alma, 10)
    made = planted()
    monkeypatch.setattr(LOG_FOR, lambda *asked, **on: made)
    return cast


def test_no_part_has_an_accessibility_fault(lagging, everywhere, sign_in, axe):
    page = sign_in(everywhere, "sofia@example.org", PASSWORD)
    for address in PARTS:
        page.goto(address)
        page.locator(".amparo-filter summary").click()
        axe(page)


def test_the_station_that_lags_is_said_first(lagging, phone_plain, sign_in):
    page = sign_in(phone_plain, "nadia@example.org", PASSWORD)
    page.goto(PARTS[0])
    assert "West, from Complaint presented to Complaint registered" in page.inner_text("main")


@pytest.mark.parametrize("address", PARTS)
def test_a_part_is_light(lagging, phone, sign_in, weigh, light, address):
    sign_in(phone, "nadia@example.org", PASSWORD)
    light(weigh(address, phone))
