"""Whatever is sent to whichever address, nothing breaks, nothing comes back as script, and the
database says nothing of itself. A few hundred inputs here; `HOSTILE_INPUTS` asks for more."""

from __future__ import annotations

import os
import random
import re
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.access.test_every_route_as_every_role import GATED, address
from tests.access.world import build
from tests.cast import gather

N = int(os.environ.get("HOSTILE_INPUTS", "150"))
# Said so that the database is made where this file runs alone, as `./amparo attack` runs it.
pytestmark = pytest.mark.django_db
MARK = "zq7x"
# The families of OWASP's testing guide, each with a mark that shows where it comes back.
PAYLOADS = [
    f"<script>{MARK}</script>", f'"><img src=x onerror={MARK}()>', f"'><svg/onload={MARK}()>",
    f"javascript:{MARK}()", f"</textarea><script>{MARK}</script>", f"<!--{MARK}--><b {MARK}=1>",
    "' OR '1'='1", "'; DROP TABLE cases_case; --", "1) UNION SELECT password FROM access_user --",
    '" OR ""="', "%' AND 1=CAST((SELECT version()) AS int) --", "\\'; --", "${7*7}", "{{7*7}}",
    "{% debug %}", "#{7*7}", "<%= 7*7 %>", "../../../../etc/passwd", "..\\..\\win.ini",
    "%2e%2e%2fetc%2fpasswd", "/etc/passwd\x00.pdf", "`id`", "$(id)", "| id", "; id\n",
    "a\r\nSet-Cookie: a=b", "a\r\n\r\n<html>", "http://169.254.169.254/latest", "file:///etc/passwd",
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "\x00", "\x1b[31m", "\ud7ff", "\u202e\u0000", "ﷺ" * 400,
    "A" * 100_000, "9" * 400, "-1", "1e309", "NaN", "0x10", "٣", "2024-02-30", "0000-00-00",
    "99999-12-31", "true", "null", "[]", "{}", '{"$ne": null}', "a@b@c", "\t\n ", "İ", "ß" * 300,
]  # fmt: skip
SQL = re.compile(
    r"syntax error|sqlite3?\.|psycopg|OperationalError|ProgrammingError|unrecognized token"
    r"|Traceback \(most", re.IGNORECASE,
)  # fmt: skip


class Fields(HTMLParser):
    """The names of a page's fields, and what its selects offer."""

    def __init__(self) -> None:
        super().__init__()
        self.offered: dict[str, list[str]] = {}
        self.select = ""

    def handle_starttag(self, tag, attrs):
        given_ = dict(attrs)
        name = given_.get("name") or ""
        if tag in {"input", "textarea", "select"} and name and name != "csrfmiddlewaretoken":
            self.offered.setdefault(name, [])
            if given_.get("value"):
                self.offered[name].append(given_["value"])
            self.select = name if tag == "select" else self.select
        elif tag == "option" and self.select and given_.get("value"):
            self.offered[self.select].append(given_["value"])


class Script(HTMLParser):
    """Whether a mark came back as code: in a tag's name, an attribute's name, or a script."""

    def __init__(self) -> None:
        super().__init__()
        self.is_code = self.in_script = False

    def handle_starttag(self, tag, attrs):
        self.in_script = tag == "script"
        runs = [n for n, v in attrs if MARK in n or (n.startswith("on") and MARK in (v or ""))]
        links = [v for n, v in attrs if n in {"href", "src", "action"} and "script:" in (v or "")]
        self.is_code |= bool(runs or links)

    def handle_data(self, data):
        self.is_code |= self.in_script and MARK in data

    def handle_endtag(self, tag):
        self.in_script = False


@pytest.fixture(autouse=True, scope="module")
def unhurried(django_db_setup, tmp_path_factory):
    """Twenty thousand pages of one account: slowed, no form of it would be pressed any more."""
    limits = tmp_path_factory.mktemp("limits") / "limits.toml"
    limits.write_text("[pages]\nmost = 1000000\n")
    with override_settings(LIMITS=str(limits)):
        yield


@pytest.fixture(scope="module")
def pressed(django_db_setup, django_db_blocker, sealing_key):
    """The world, with the fields of each of its forms."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build(gather())
        yield world, fields_of(world)
        transaction.set_rollback(True)


def client_of(world, who):
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.force_login(getattr(world.cast, who))
    return client


PEOPLE = ["alma", "sofia", "adan", "nadia"]


def fields_of(world) -> list[tuple[str, str, dict[str, list[str]]]]:
    """(who, address, fields) of every form that one of them may open."""
    found, seen = [], set()
    for who in PEOPLE:
        client = client_of(world, who)
        for name, entry in GATED:
            path = address(name, entry, world, world.own)
            if path in seen:
                continue
            page = client.get(path)
            if page.status_code in {200, 422} and "html" in page.headers.get("Content-Type", ""):
                fields = Fields()
                fields.feed(page.content.decode())
                if fields.offered:
                    seen.add(path)
                    found.append((who, path, fields.offered))
    return found


def hostile(offered: list[str], hand: random.Random) -> str:
    """Mostly something hostile, sometimes what the page offers, so that the act is reached."""
    if offered and hand.random() < 0.5:
        return hand.choice(offered)
    return hand.choice(PAYLOADS)


def is_sound(answer) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    told = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "Set-Cookie" in str(answer.headers.get("Location", "")):
        return "a header was split"
    if "html" not in answer.headers.get("Content-Type", ""):
        return ""
    page = told.decode(errors="replace")
    if SQL.search(page):
        return f"it told of the database: {SQL.search(page)[0]}"
    script = Script()
    script.feed(page)
    return "a script came back" if script.is_code else ""


def test_there_are_many_forms(pressed):
    _, forms = pressed
    assert len(forms) > 60


@settings(
    max_examples=N, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(seed=some.integers(0, 2**48), text=some.text(max_size=60))
def test_no_input_breaks_a_page_or_comes_back_as_script(pressed, seed, text):
    world, forms = pressed
    hand = random.Random(seed)
    who, path, offered = hand.choice(forms)
    typed = {name: [hostile(values, hand)] for name, values in offered.items()}
    typed[hand.choice(list(typed))] = [text.replace("\ud800", ""), hostile([], hand)]
    with transaction.atomic():
        client = client_of(world, who)
        answer = client.post(path, typed)
        wrong = is_sound(answer)
        if not wrong and answer.status_code == 302:
            wrong = is_sound(client.get(answer.headers["Location"]))
        transaction.set_rollback(True)
    assert not wrong, (wrong, who, path, typed)


@settings(
    max_examples=max(N // 10, 50), deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(seed=some.integers(0, 2**48))
def test_no_query_breaks_a_list(pressed, seed):
    world, _ = pressed
    hand = random.Random(seed)
    name, entry = hand.choice(GATED)
    client = client_of(world, hand.choice(PEOPLE))
    query = {one: hand.choice(PAYLOADS) for one in ("page", "q", "code", "way", "stage", "state",
             "due", "mine", "programme", "sort", "from", "until", "week", "next")}  # fmt: skip
    with transaction.atomic():
        wrong = is_sound(client.get(address(name, entry, world, world.own), query))
        transaction.set_rollback(True)
    assert not wrong, (wrong, name, query)


class Answer:
    streaming, headers = False, {"Content-Type": "text/html"}

    def __init__(self, content: str, status: int = 200) -> None:
        self.content, self.status_code = content.encode(), status


@pytest.mark.parametrize(
    "planted",
    [
        Answer("", 500),
        Answer(f"<p><script>{MARK}</script></p>"),
        Answer(f'<img src=x onerror="{MARK}()">'),
        Answer(f'<a href="javascript:{MARK}()">x</a>'),
        Answer("near \"DROP\": syntax error"),
    ],
)  # fmt: skip
def test_what_is_planted_is_seen(planted):
    assert is_sound(planted)


def test_what_is_escaped_is_left_in_peace():
    assert not is_sound(Answer("&lt;script&gt;zq7x&lt;/script&gt; javascript:zq7x()"))
