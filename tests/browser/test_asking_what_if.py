"""A question asked and answered in a real browser: phone and desk, with JavaScript and without."""

from __future__ import annotations

import re

import pytest

from amparo.reform import working
from amparo.reform.models import WhatIfWork
from tests.cast import PASSWORD
from tests.reform.test_what_if_pages import stand_in
from tests.reform.test_where_it_breaks import present

# The live server answers in its own thread, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "nadia@example.org"


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def learned(cast, monkeypatch):
    """The cast, and an engine that has an answer ready."""
    present(cast.case, cast.alma, 10)
    stand_in(monkeypatch)
    return cast


def ask(page, percent="120"):
    page.goto("/what-if/")
    page.get_by_label("New cases").fill(percent)
    page.get_by_role("button", name="Run").click()
    page.wait_for_url(re.compile(r"/what-if/[0-9a-f-]{36}/$"))
    return page.url


def test_no_page_of_it_has_an_accessibility_fault(learned, everywhere, sign_in, axe):
    page = sign_in(everywhere, EMAIL, PASSWORD)
    page.goto("/what-if/")
    axe(page)
    page.get_by_role("button", name="Run").click()
    axe(page)
    for percent in ("120", "130"):
        ask(page, percent)
        axe(page)
    working.work(holder="one", beats=working.in_line)
    page.reload()
    axe(page)
    page.goto("/what-if/kept/")
    axe(page)
    page.get_by_role("button", name="Compare").click()
    axe(page)


def test_a_failed_run_has_no_accessibility_fault(learned, phone, sign_in, axe):
    page = sign_in(phone, EMAIL, PASSWORD)
    ask(page)
    WhatIfWork.objects.update(state="failed", reason="Too few cases", next_step="wait a month")
    page.reload()
    axe(page)


def test_the_answer_comes_by_itself_where_scripts_run(learned, phone, sign_in):
    page = sign_in(phone, EMAIL, PASSWORD)
    ask(page)
    page.get_by_text("Waiting its turn").wait_for()
    working.work(holder="one", beats=working.in_line)
    page.get_by_text("14 more cases a year").wait_for()


def test_without_scripts_a_link_looks_again(learned, phone_plain, sign_in):
    page = sign_in(phone_plain, EMAIL, PASSWORD)
    ask(page)
    working.work(holder="one", beats=working.in_line)
    page.get_by_role("link", name="See whether it is done").click()
    assert "14 more cases a year" in page.inner_text("main")


def test_a_slider_and_its_number_say_the_same(learned, phone, sign_in):
    page = sign_in(phone, EMAIL, PASSWORD)
    page.goto("/what-if/")
    slider = page.locator("[data-amparo-slider]", has=page.locator("#id_arrivals"))
    slider.locator("input[type=range]").fill("150")
    assert page.get_by_label("New cases").input_value() == "150"
    page.get_by_label("New cases").fill("75")
    assert slider.locator("input[type=range]").input_value() == "75"


def test_without_scripts_there_is_no_slider_that_does_nothing(learned, phone_plain, sign_in):
    page = sign_in(phone_plain, EMAIL, PASSWORD)
    page.goto("/what-if/")
    assert page.locator("input[type=range]").count() == 0


def test_the_form_is_light(learned, phone, sign_in, weigh, light):
    sign_in(phone, EMAIL, PASSWORD)
    light(weigh("/what-if/", phone))


def test_a_lost_connection_is_told_once_and_does_not_hold_the_focus(learned, phone, sign_in):
    page = sign_in(phone, EMAIL, PASSWORD)
    ask(page)
    phone.set_offline(True)
    page.get_by_text("This page is as it was when you had a signal.").wait_for()
    link = page.get_by_role("link", name="See whether it is done")
    link.focus()
    page.wait_for_timeout(2500)  # one more look that fails
    assert link.evaluate("element => element === document.activeElement")
