"""Every form that edits what is there carries the version it was read at, and is refused, with both
versions shown, where somebody saved first. The forms are found by walking every address."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client

from tests.access.test_every_route_as_every_role import GATED, address
from tests.access.world import build
from tests.cast import gather

pytestmark = pytest.mark.one_database
PEOPLE = ["alma", "beni", "sofia", "adan", "nadia"]
TEXTS = {"text", "email", "tel", "number", "url", ""}
# Filled in and without a version, each for its reason.
AGREED: dict[str, str] = {
    # A default, and nothing that anybody wrote.
    "compensation_order": "the currency of the place",
    "income_new": "the currency of the place",
    "money_new": "the currency of the place",
    "sentence": "the currency of the place",
    "consent_record": "the language of the place",
    "institution_add": "the time zone of the office",
    # A new row beside the old one, which stays.
    "curriculum_add": "a version of its own",
    "milestone_correct": "names the one it corrects, which can be corrected once",
    "proof_reword": "a wording of its own, which somebody else must check",
}


class Forms(HTMLParser):
    """The fields of the forms that a page sends to itself, as they stand."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.fields, self.texts = path, {}, set()
        self.is_inside = False
        self.area = self.select = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, kind = given.get("name") or "", (given.get("type") or "").lower()
        if tag == "form":
            sent = (given.get("method") or "").lower() == "post"
            self.is_inside = sent and (given.get("action") or self.path) == self.path
        if not self.is_inside or name == "csrfmiddlewaretoken":
            return
        if tag == "input" and kind in {"checkbox", "radio"}:
            if "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "input" and name:
            self.fields[name] = [given.get("value", "")]
            if kind in TEXTS and given.get("value"):
                self.texts.add(name)
        elif tag == "textarea":
            self.area, self.fields[name] = name, [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.fields[self.select] = [given.get("value", "")]

    def handle_data(self, data):
        if self.area and data.strip():
            self.fields[self.area] = [data.strip()]
            self.texts.add(self.area)

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker, sealing_key):
    """(route, who, address, form) of every form that one of them may open."""
    with django_db_blocker.unblock(), transaction.atomic():
        world, found = build(gather()), {}
        for who in PEOPLE:
            client = Client()
            client.force_login(getattr(world.cast, who))
            for name, entry in GATED:
                if name in found:
                    continue
                path = address(name, entry, world, world.own)
                page = client.get(path)
                if page.status_code == 200 and "html" in page.headers.get("Content-Type", ""):
                    forms = Forms(path)
                    forms.feed(page.content.decode())
                    if forms.fields:
                        found[name] = (who, path, forms)
        yield world, found
        transaction.set_rollback(True)


def is_day(value: str) -> bool:
    return any(c.isdigit() for c in value) and len(value) < 20


def edits(forms: Forms) -> bool:
    """Whether it comes filled in with words that somebody wrote, and not with a day to begin from."""
    return any(not is_day(forms.fields[name][0]) for name in forms.texts)


@pytest.mark.django_db
def test_every_form_that_comes_filled_in_carries_its_version(walked):
    _, found = walked
    without = [name for name, (_, _, forms) in found.items()
               if edits(forms) and "version" not in forms.fields]  # fmt: skip
    assert sorted(set(without) - set(AGREED)) == []


@pytest.fixture(scope="module")
def answered(walked, django_db_blocker) -> dict[str, int]:
    """The answer to each form that carries a version, sent after somebody else had saved."""
    world, found = walked
    told = {}
    with django_db_blocker.unblock():
        for name, (who, path, forms) in found.items():
            if "version" not in forms.fields:
                continue
            with transaction.atomic():
                client = Client()
                client.force_login(getattr(world.cast, who))
                told[name] = client.post(path, {**forms.fields, "version": ["9999"]}).status_code
                transaction.set_rollback(True)
    return told


def test_each_is_refused_where_somebody_saved_first(answered):
    assert len(answered) > 8
    assert [name for name, status in answered.items() if status not in {409, 422}] == []


def test_most_of_them_show_both_versions(answered):
    assert [name for name, status in answered.items() if status == 409], answered
