"""Two offices that differ in sealed cases only look the same, to the byte, to whoever may not see
them: lists, counts, searches, calendars, errors. The cases lie before, between and after one's own.
"""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.casework.cases import reading
from amparo.casework.cases.models import Person, RoleKind
from amparo.casework.cases.models.case import CaseQuerySet
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.tasks import add_task, raise_alert
from tests.access.test_every_route_as_every_role import GATED, address
from tests.access.world import build
from tests.casework.docket.furnish import furnish_docket
from tests.cast import NOW, OPENED_ON, VICTIM_NAME, account, gather, open_one

# What differs from one asking to the next, by name: forms' own marks and nothing else.
MARKS = [
    re.compile(rb'name="csrfmiddlewaretoken" value="\w+"'),
    re.compile(rb'name="token" value="[0-9a-f-]{36}"'),
    re.compile(rb'hx-headers=\'[^\']*\''),
    re.compile(rb"Made by [^<>\n]* on \d+ \w+ \d{4}, \d\d:\d\d"),  # the mark of print and export
]  # fmt: skip
HIDES = "hidalgo@example.org"  # a colleague, whom both worlds know
HIDDEN_NAME = "Consolacion Magbanua"
WATCHERS = ["alma", "carla", "pilar"]
pytestmark = pytest.mark.one_database
HEADERS = ("Content-Type", "ETag", "Last-Modified", "Location")


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker, sealing_key):
    """The world, and a second case of Alma's, so that something can lie between."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build(gather())
        account("Hidalgo Reyes", Role.CASEWORKER, world.cast.office)
        open_one(by=world.cast.alma, programme=world.cast.programme, on=date(2024, 2, 20),
                 name="Rosa Delos Reyes")  # fmt: skip
        yield world
        transaction.set_rollback(True)


def hide(world) -> list[str]:
    """Three cases that only a colleague works on; their codes."""
    cast = world.cast
    other = User.objects.get(email=HIDES)
    codes = []
    for on in (date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)):
        case = open_one(by=other, programme=cast.programme, on=on, name=HIDDEN_NAME)
        victim = Person.objects.get(roles__case=case, roles__role=RoleKind.VICTIM)
        suspect = add_person(by=other, at=NOW, office=cast.office, name="Teofilo Escondido")
        give_role(by=other, at=NOW, case=case, person=suspect, role=RoleKind.SUSPECT, on=on)
        record_milestone(by=other, at=NOW, case=case, type="restrain.arrested", on=on,
                         person=suspect)  # fmt: skip
        add_task(by=other, at=NOW, case=case, what="Call", due_on=OPENED_ON, owner=other)
        raise_alert(by=other, at=NOW, case=case, what="Followed home")
        note_breakdown(by=other, at=NOW, case=case, cause="B27", on=on, institution=cast.court)
        furnish_docket(case, other, cast.court, victim, suspect)
        codes.append(case.code)
    reading._kept.clear()
    return codes


def told(answer) -> tuple[int, dict[str, str], bytes]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    # A document that is made names its making; what it says is compared. Papers are as brought.
    if content.startswith(b"%PDF") and b"/CreationDate" in content:
        pages = PdfReader(BytesIO(content)).pages
        content = "\n".join(page.extract_text() for page in pages).encode()
    for mark in MARKS:
        content = mark.sub(b"", content)
    return answer.status_code, {h: answer.headers.get(h, "") for h in HEADERS}, content


def ask(client, method, path, given) -> tuple[int, dict[str, str], bytes]:
    """One asking, after which the world is as it was."""
    with transaction.atomic():
        found = told(getattr(client, method)(path, given))
        transaction.set_rollback(True)
    return found


def askings(world, code: str, routes) -> list[tuple[str, str, dict[str, str]]]:
    """Every page about one's own, every list, and whoever fishes for what is hidden."""
    own = [("get", address(name, entry, world, world.own), {}) for name, entry in routes]
    fishing = [
        ("get", reverse("search"), {"code": code}),
        ("post", reverse("search"), {"text": HIDDEN_NAME}),
        ("post", reverse("search"), {"text": VICTIM_NAME}),
        ("get", reverse("caseload"), {"code": code}),
        *[("get", reverse("caseload"), {"state": one}) for one in ("open", "closed", "all")],
        ("get", reverse("caseload"), {"page": "2"}),
        *[("get", reverse(name, args=[code]), {})
          for name in ("case", "case_timeline", "case_team", "case_keeping", "case_documents")],
    ]  # fmt: skip
    return own + fishing


def seen(world, client, code: str, routes) -> dict[str, tuple[int, dict[str, str], bytes]]:
    return {
        f"{method} {path} {given}".replace(code, "CODE"): ask(client, method, path, given)
        for method, path, given in askings(world, code, routes)
    }


def differences(world, watchers: list[str], routes) -> dict[str, list[str]]:
    """What each of them sees differently once cases are hidden; the second world is made once."""
    reading._kept.clear()
    clients = {who: Client() for who in watchers}
    for who, client in clients.items():
        client.force_login(getattr(world.cast, who))
    before = {who: seen(world, client, "ZZZZZZ", routes) for who, client in clients.items()}
    with transaction.atomic():
        hidden = hide(world)
        after = {
            who: {
                key: (status, headers, page.replace(hidden[1].encode(), b"ZZZZZZ"))
                for key, (status, headers, page) in seen(world, client, hidden[1], routes).items()
            }
            for who, client in clients.items()
        }
        transaction.set_rollback(True)
    reading._kept.clear()
    return {
        who: [key for key, value in before[who].items() if value != after[who][key]]
        for who in watchers
    }


@pytest.fixture(scope="module", autouse=True)
def stopped():
    """The clock stands still, so that no page differs by the minute it was asked in."""
    with pytest.MonkeyPatch.context() as patch:
        now = timezone.now()
        patch.setattr(timezone, "now", lambda: now)
        yield


@pytest.fixture(scope="module")
def told_apart(office, django_db_blocker) -> dict[str, list[str]]:
    """What tells the two worlds apart, for each who watches."""
    with django_db_blocker.unblock():
        return differences(office, WATCHERS, GATED)


@pytest.mark.django_db
@pytest.mark.parametrize("who", WATCHERS)
def test_sealed_cases_change_nothing_for_whoever_may_not_see_them(who, told_apart):
    assert told_apart[who] == []


@pytest.mark.django_db
def test_one_list_that_forgot_to_ask_would_be_found(office, monkeypatch):
    monkeypatch.setattr(CaseQuerySet, "visible_to", lambda self, user, *given, **named: self)
    lists = [(name, entry) for name, entry in GATED if not entry.pattern.converters]
    assert len(lists) > 20
    assert len(differences(office, ["carla"], lists)["carla"]) > 3
