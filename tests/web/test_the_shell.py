import re

import pytest


def labels(answer):
    found = re.search(r'<nav class="amparo-navigation".*?</nav>', answer.content.decode(), re.S)
    return re.findall(r"<a [^>]*>([^<]+)</a>", found[0]) if found else []


@pytest.fixture
def navigation(settings):
    settings.NAVIGATION = [
        ("Casework", [("Today", "today", "cases.read"), ("Cases", "caseload", "cases.read")]),
        (
            "Office",
            [("Accounts", "arrest", "accounts.manage"), ("Gone", "no_such_address", "cases.read")],
        ),
    ]


def test_the_navigation_holds_what_the_role_may_open(as_alma, navigation):
    assert labels(as_alma.get("/help/")) == ["Today", "Cases"]


def test_another_role_sees_none_of_it(as_eva, navigation):
    assert labels(as_eva.get("/help/")) == []


def test_a_stranger_has_no_navigation(client, db, navigation):
    assert labels(client.get("/help/")) == []


def test_the_place_one_is_in_is_marked(as_alma, navigation):
    text = as_alma.get("/cases/somewhere/").content.decode()
    assert '<a href="/cases/" aria-current="true">' in text
    assert text.count("aria-current") == 1


@pytest.fixture
def many(settings):
    settings.NAVIGATION = [
        ("Casework", [(f"Page {n}", "today", "cases.read") for n in range(8)]),
        ("Office", [("Cases", "caseload", "cases.read")]),
        ("Locked", [("Accounts", "arrest", "accounts.manage")]),
    ]


def test_many_entries_stand_under_their_areas(as_alma, many):
    shown = labels(as_alma.get("/help/"))
    assert shown == ["Casework", "Office", *(f"Page {n}" for n in range(8))]


def test_the_area_one_is_in_shows_its_own_entries(as_alma, many):
    assert labels(as_alma.get("/cases/somewhere/")) == ["Casework", "Office", "Cases"]
    text = as_alma.get("/cases/somewhere/").content.decode()
    assert text.count('<a href="/cases/" aria-current="true">') == 2


def test_signing_out_is_a_post(as_alma):
    assert (
        '<form method="post" action="/account/logout/">' in as_alma.get("/help/").content.decode()
    )


def test_the_banner_says_when_people_are_invented(client, db, settings):
    settings.DEMO = True
    assert "Synthetic data." in client.get("/help/").content.decode()


def test_a_real_office_has_no_such_banner(client, db):
    assert "Synthetic data." not in client.get("/help/").content.decode()


def test_search_engines_are_kept_out(client, db):
    assert (
        '<meta name="robots" content="noindex, nofollow">' in client.get("/help/").content.decode()
    )


def test_a_message_is_shown_once(client, db, rf, settings):
    client.post("/account/login/", {})
    assert "amparo-notice" not in client.get("/help/").content.decode()


def test_htmx_may_not_evaluate_or_keep_pages(client, db):
    text = client.get("/help/").content.decode()
    assert '"allowEval": false' in text
    assert '"historyCacheSize": 0' in text
    assert '"includeIndicatorStyles": false' in text


def test_every_page_carries_the_mark_that_is_printed_with_it(as_alma):
    found = re.search(r'<p class="amparo-printed"[^>]*>([^<]+)</p>', as_alma.get("/help/").text)
    assert re.fullmatch(r"Made by Alma.* on \d+ \w+ \d{4}, \d\d:\d\d\. Why: printed .+\.", found[1])


def test_a_page_that_is_not_there_carries_none(as_alma):
    assert "amparo-printed" not in as_alma.get("/nowhere/").text
