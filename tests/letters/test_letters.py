"""Letters: asked for, confirmed, ended by one click, and joined to nothing."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from amparo.letters.models import Asked, Reader
from amparo.letters.reading import LANGUAGES, said
from amparo.letters.services import confirm
from amparo.vault.models import DataKey

ADDRESS = "Ligaya.Ocampo@example.org"


@pytest.fixture
def ask(client, sealing_key, django_capture_on_commit_callbacks):
    def asking(address=ADDRESS, language="en"):
        with django_capture_on_commit_callbacks(execute=True):
            where = f"{reverse('letters')}?language={language}"
            return client.post(where, {"address": address})

    return asking


def links(mail):
    found = re.findall(r"http://testserver(/letters/(yes|stop)/\w+/\S+)", mail.body)
    return {kind: address for address, kind in found}


def test_letters_begin_when_the_owner_of_the_address_says_yes(client, db, ask, mailoutbox):
    assert b"Look into your mail" in ask().content
    assert Reader.objects.get().confirmed_at is None
    yes = links(mailoutbox[0])["yes"]
    client.get(yes)
    assert Reader.objects.get().confirmed_at is None
    assert b"You will get the letters" in client.post(yes).content
    assert Reader.objects.get().confirmed_at is not None


def test_one_click_ends_them_and_nothing_of_the_address_is_left(client, db, ask, mailoutbox):
    ask()
    client.post(links(mailoutbox[0])["yes"])
    assert b"No more letters" in client.get(links(mailoutbox[0])["stop"]).content
    assert (Reader.objects.count(), DataKey.objects.count()) == (0, 0)


def test_a_mail_program_can_end_them_by_itself(client, db, ask, mailoutbox):
    ask()
    assert mailoutbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    end = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    assert client.post(end.removeprefix("http://testserver")).status_code == 200
    assert not Reader.objects.exists()


@pytest.mark.parametrize("address", ["ligaya", "ligaya@", "@example.org", "li gaya@example.org"])
def test_a_wrong_address_is_answered_with_what_a_right_one_looks_like(ask, db, address):
    page = ask(address).content.decode()
    assert "Please enter a valid e-mail address, such as name@example.org" in page
    assert f'value="{address}"' in page
    assert not Reader.objects.exists()


def test_no_one_learns_whether_an_address_is_known(client, db, ask, mailoutbox):
    first = ask().content
    client.post(links(mailoutbox[0])["yes"])
    again = ask().content
    same = [re.sub(rb'value="\w{64}"|nonce="[^"]+"', b"", page) for page in (first, again)]
    assert same[0] == same[1]
    assert "You get these letters already" in mailoutbox[1].body


def test_it_writes_twice_a_day_to_one_address_and_takes_five_an_hour_from_one_place(
    ask, db, mailoutbox
):
    for n in range(3):
        assert ask(ADDRESS.upper() if n else ADDRESS).status_code == 200
    assert len(mailoutbox) == 2
    ask("two@example.org")
    ask("three@example.org")
    refused = ask("four@example.org")
    assert refused.status_code == 429
    assert "try again in an hour" in refused.content.decode()
    assert len(mailoutbox) == 4


def test_who_does_not_say_yes_within_a_week_is_forgotten(ask, db):
    ask()
    assert not confirm(token="x", at=timezone.now() + timedelta(days=8))
    assert not Reader.objects.exists()


def test_the_table_holds_no_address_no_token_and_no_key_to_anyone(ask, db, mailoutbox):
    ask()
    reader = Reader.objects.get()
    kept = repr([getattr(reader, field.attname) for field in Reader._meta.fields]) + repr(
        list(Asked.objects.values())
    )
    token = links(mailoutbox[0])["yes"].split("/")[-2]
    assert "ligaya" not in kept.lower()
    assert token not in kept
    assert {f.related_model.__name__ for f in Reader._meta.fields if f.related_model} == {"DataKey"}


def test_a_letter_goes_to_each_alone_who_said_yes(client, ask, db, mailoutbox, tmp_path):
    ask()
    client.post(links(mailoutbox[0])["yes"])
    ask("other@example.org")
    (tmp_path / "letter.txt").write_text("What we learnt\n\nCourts can be quick.\n")
    call_command("send_letter", tmp_path / "letter.txt", site="https://example.org")
    letter = mailoutbox[-1]
    assert (letter.subject, letter.to) == ("What we learnt", [ADDRESS])
    assert "https://example.org/letters/stop/" in letter.body
    assert len(mailoutbox) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_asks_in_a_language_is_answered_in_it_to_the_end(
    client, db, ask, mailoutbox, language
):
    texts = said(language)
    answers = [ask("ligaya@", language), ask(language=language)]
    found = links(mailoutbox[0])
    answers += [client.get(found["yes"]), client.post(found["yes"]), client.get(found["stop"])]
    shown = [html.unescape(answer.content.decode()) for answer in answers]
    titles = [texts[page]["title"] for page in ("ask", "asked", "confirm", "thanks", "stopped")]
    assert [f"{title} –" in page for title, page in zip(titles, shown, strict=True)] == [True] * 5
    assert {f'<html lang="{language}"' in page for page in shown} == {True}
    assert texts["ask"]["invalid"].format(example="name@example.org") in shown[0]
    assert texts["mail"]["end"] in mailoutbox[0].body


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text_and_leaves_the_same_gaps(language):
    def gaps(code):
        pages = {page: texts for page, texts in said(code).items() if page != "name"}
        return {
            (page, key): re.findall(r"{\w+}", text)
            for page, texts in pages.items()
            for key, text in texts.items()
            if text
        }

    assert gaps(language) == gaps("en")


def test_the_browser_says_the_language_where_the_address_does_not(client, db):
    page = client.get(reverse("letters"), headers={"Accept-Language": "xx, tl-PH;q=0.8, es;q=0.5"})
    assert 'lang="fil"' in page.content.decode()


def test_a_letter_can_go_to_those_of_one_language(client, ask, db, mailoutbox, tmp_path):
    for address, language in ((ADDRESS, "es"), ("other@example.org", "en")):
        ask(address, language)
        client.post(links(mailoutbox[-1])["yes"])
    (tmp_path / "carta.txt").write_text("Lo aprendido\n\nUn juicio puede ser breve.\n")
    call_command("send_letter", tmp_path / "carta.txt", site="https://example.org", language="es")
    assert [mail.to for mail in mailoutbox[2:]] == [[ADDRESS]]
