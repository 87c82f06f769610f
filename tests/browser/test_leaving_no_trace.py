"""After "Exit this page" neither the back button, a title, the cache nor a store tells anything."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from tests.cast import SUSPECT_NAME, VICTIM_NAME

pytestmark = pytest.mark.django_db(transaction=True)
WEATHER = "https://weather.example/"
CACHED = """async (address) => {
  try {
    const found = await fetch(address, {cache: "only-if-cached", mode: "same-origin"});
    return found.ok ? await found.text() : "";
  } catch { return ""; }
}"""
HELD = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


def test_nothing_is_left_of_a_case_whose_names_were_shown(cast, sign_in, desk, office, monkeypatch):
    monkeypatch.setattr(settings, "EXIT_TO", WEATHER)
    desk.route(WEATHER, lambda route: route.fulfill(body="<title>Weather</title>Rain."))
    page = sign_in(desk, "alma@example.org", "nine calm herons wade")
    code = cast.case.code
    for address in ("/cases/", f"/cases/{code}/", f"/cases/{code}/people/"):
        page.goto(address)
    page.get_by_role("button", name="Show names").click()
    page.get_by_text(VICTIM_NAME).first.wait_for()
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(WEATHER)
    assert page.title() == "Weather"
    seen = []
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        seen.append((page.title(), page.inner_text("body")))
    telling = (code, VICTIM_NAME, SUSPECT_NAME, "Casa Amparo", "Alma Reyes")
    assert [word for title, text in seen for word in telling if word in title + text] == []
    page.goto("/help/")
    held = page.evaluate(HELD)
    assert [word for word in (*telling, "/cases/") if word in held] == []
    assert json.loads(held)[2] == ""
    other = desk.new_page()  # not watched: whatever the cache lacks, the console calls a fault
    other.goto(page.url)
    for address in (f"/cases/{code}/", f"/cases/{code}/people/", f"/cases/{code}/names/"):
        assert other.evaluate(CACHED, address) == ""
    assert [one["name"] for one in desk.cookies() if one["name"] in {"typist", "typed-key"}] == []
