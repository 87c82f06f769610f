"""A form that is sent after its session died comes back filled in, to whoever typed it alone."""

from __future__ import annotations

import re
from html import escape

import pytest
from django.test import Client
from django.urls import reverse

from amparo.access.models import Session
from amparo.casework.cases.models import SafetyAlert, Task
from amparo.web.refill import refilled
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
WORDS = 'Followed home by "the man", twice <b>'


@pytest.fixture
def browser(cast, settings) -> Client:
    """Alma's, signed in, with a form open; its session dies while she types."""
    settings.REQUIRE_SECOND_FACTOR = False
    client = Client(enforce_csrf_checks=True)
    sign_in(client, "alma@example.org")
    return client


def token(client: Client, path: str) -> str:
    page = client.get(path).content.decode()
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]


def sign_in(client: Client, email: str, to: str = "") -> str:
    """Sign in at the form; where it leads."""
    path = reverse("account_login")
    sent = {"csrfmiddlewaretoken": token(client, path), "login": email, "password": PASSWORD}
    answer = client.post(path, {**sent, **({"next": to} if to else {})})
    assert answer.status_code == 302, answer.content
    return answer.headers["Location"]


def send(client: Client, path: str, mark: str, **typed: str):
    return client.post(path, {"csrfmiddlewaretoken": mark, **typed})


def alert_form(cast) -> str:
    return reverse("alert_raise", args=[cast.case.code])


def die_while_typing(browser: Client, cast):
    """The session is ended elsewhere, as for a change of roles, and the form is sent."""
    mark = token(browser, alert_form(cast))
    Session.objects.all().delete()
    answer = send(browser, alert_form(cast), mark, what=WORDS)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))
    return answer


def test_after_signing_in_it_stands_in_the_form_again(browser, cast):
    die_while_typing(browser, cast)
    sign_in(browser, "alma@example.org")
    page = browser.get(alert_form(cast)).content.decode()
    assert escape(WORDS) in page
    assert "It is not saved yet" in page
    assert not SafetyAlert.objects.filter(what=WORDS).exists()
    mark = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert send(browser, alert_form(cast), mark, what=WORDS).status_code == 302
    assert SafetyAlert.objects.filter(what=WORDS).exists()
    assert escape(WORDS) not in browser.get(alert_form(cast)).content.decode()


def test_signing_in_leads_back_to_the_form(browser, cast):
    answer = die_while_typing(browser, cast)
    assert f"next={alert_form(cast).replace('/', '%2F')}" in answer.headers["Location"]


def test_the_same_holds_when_it_was_idle_too_long(browser, cast):
    mark = token(browser, alert_form(cast))
    session = browser.session
    session["began"] = session["seen"] = 1.0
    session.save()
    send(browser, alert_form(cast), mark, what=WORDS)
    sign_in(browser, "alma@example.org")
    assert escape(WORDS) in browser.get(alert_form(cast)).content.decode()


def test_and_when_it_is_asked_first_who_it_is(browser, cast, settings):
    settings.REQUIRE_FRESH_SIGN_IN = True
    sofia = Client(enforce_csrf_checks=True)
    sign_in(sofia, "sofia@example.org")
    path = reverse("compartment_ask", args=[cast.case.code])
    mark = token(sofia, path)
    session = sofia.session
    session["account_authentication_methods"] = []
    session.save()
    typed = {"compartment": "medical", "colleague": str(cast.alma.pk), "until": "30 June 2099"}
    assert "reauthenticate" in send(sofia, path, mark, **typed).headers["Location"]
    again = reverse("account_reauthenticate")
    send(sofia, again, token(sofia, again), password=PASSWORD)
    page = sofia.get(path).content.decode()
    assert 'value="30 June 2099"' in page
    assert re.search(r'<input[^>]*value="medical"[^>]* checked', page)
    assert re.search(rf'<option[^>]*value="{cast.alma.pk}"[^>]* selected', page)


def test_a_form_opened_before_signing_in_elsewhere_is_not_lost(browser, cast):
    token(browser, alert_form(cast))
    answer = send(browser, alert_form(cast), "a" * 64, what=WORDS)
    assert (answer.status_code, answer.headers["Location"]) == (302, alert_form(cast))
    assert escape(WORDS) in browser.get(alert_form(cast)).content.decode()


def test_somebody_else_who_signs_in_here_sees_nothing_of_it(browser, cast):
    die_while_typing(browser, cast)
    sign_in(browser, "beni@example.org")
    assert escape(WORDS) not in browser.get(alert_form(cast)).content.decode()


def test_in_the_database_it_is_sealed_and_its_key_is_not_there(browser, cast):
    die_while_typing(browser, cast)
    assert "typed" in browser.session
    rows = [str(dict(browser.session.items())), *(str(row) for row in Session.objects.values())]
    assert [
        row for row in rows if "Followed" in row or browser.cookies["typed-key"].value in row
    ] == []


def test_without_this_browsers_key_it_does_not_open(browser, cast):
    die_while_typing(browser, cast)
    del browser.cookies["typed-key"]
    sign_in(browser, "alma@example.org")
    assert escape(WORDS) not in browser.get(alert_form(cast)).content.decode()


def test_leaving_forgets_it(browser, cast):
    die_while_typing(browser, cast)
    browser.get(reverse("leave"))
    assert browser.cookies["typed-key"].value == browser.cookies["typist"].value == ""
    sign_in(browser, "alma@example.org")
    assert escape(WORDS) not in browser.get(alert_form(cast)).content.decode()


def test_who_was_never_here_has_nothing_kept(cast, settings):
    stranger = Client(enforce_csrf_checks=True)
    mark = token(stranger, reverse("account_login"))
    answer = send(stranger, alert_form(cast), mark, what=WORDS)
    assert answer.status_code == 302
    assert "typed-key" not in stranger.cookies


def test_a_password_is_never_kept(browser, cast):
    mark = token(browser, alert_form(cast))
    Session.objects.all().delete()
    send(browser, alert_form(cast), mark, password="nine calm herons", what="")
    assert "typed-key" not in browser.cookies
    assert not Task.objects.filter(what=WORDS).exists()


FORM = """<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="new">
<input type="hidden" name="version" value="9"><input name="a" value="old"><input name="a">
<textarea name="t">old</textarea><input type="checkbox" name="c" value="1" checked>
<input type="checkbox" name="c" value="2"><select name="s"><option value="x" selected>X</option>
<option value="y">Y</option></select><input type="password" name="p" value=""></form>
<form method="post" action="/elsewhere/"><input name="a" value="other"></form>"""


def test_each_kind_of_field_takes_its_value_and_nothing_else_is_touched():
    typed = {"a": ["1", "<2>"], "t": ["</textarea>"], "c": ["2"], "s": ["y"], "p": ["x"],
             "version": ["7"]}  # fmt: skip
    page = refilled(FORM, typed, path="/here/")
    assert 'name="csrfmiddlewaretoken" value="new"' in page
    assert 'name="version" value="7"' in page
    assert '<input name="a" value="1"><input name="a" value="&lt;2&gt;">' in page
    assert "&lt;/textarea&gt;</textarea>" in page
    assert '<input type="checkbox" name="c" value="1">' in page
    assert '<input type="checkbox" name="c" value="2" checked>' in page
    assert '<option value="x">' in page
    assert '<option value="y" selected>' in page
    assert 'name="p" value=""' in page
    assert '<form method="post" action="/elsewhere/"><input name="a" value="other">' in page


def test_a_page_without_what_was_typed_stays_as_it_is():
    assert refilled(FORM.replace(" checked", ""), {}, path="/here/") == FORM.replace(" checked", "")
