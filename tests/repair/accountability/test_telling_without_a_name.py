"""The page that asks for no name: what it keeps, what it gives, and how one comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from amparo.audit.models import Entry
from amparo.repair.accountability import door
from amparo.repair.accountability.codes import LETTERS, LONG, digest_of, new_return_code
from amparo.repair.accountability.models import Grievance, Message, ReturnCode
from amparo.repair.accountability.services.telling import answer
from tests.cast import NOW
from tests.repair.accountability.furnish import OFFICIAL, WORDS, complaint, keeper_of

ADDRESS = "203.0.113.77"


@pytest.fixture(autouse=True)
def _open_doors():
    door.TELLING.forget()
    door.COMING_BACK.forget()


@pytest.fixture
def stranger() -> Client:
    """Somebody's browser, whose requests would be refused if a token were needed."""
    return Client(enforce_csrf_checks=True, REMOTE_ADDR=ADDRESS)


@pytest.fixture
def listening(cast):
    keeper_of(cast.sofia, cast.alma, cast.beni)
    return cast


def send(stranger, cast, **more):
    typed = {"kind": "bribe_asked", "place": f"u:{cast.station.pk}", "official": OFFICIAL,
             "words": WORDS, **more}  # fmt: skip
    return stranger.post(reverse("tell"), typed)


def everything_kept() -> str:
    """Every value of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (names are the database's)
            found += [
                bytes(v).hex() if isinstance(v, (bytes, memoryview)) else str(v)
                for row in cursor.fetchall()
                for v in row
            ]
    return "\n".join(found)


def test_it_is_kept_and_gives_a_code_with_which_answers_are_read_and_more_is_added(
    listening, stranger
):
    code = send(stranger, listening).context["code"]
    row = Grievance.objects.get()
    answer(by=listening.sofia, at=NOW, grievance=row, words="We asked the oversight body.")
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    back = stranger.post(reverse("tell_back"), {"code": typed})
    text = back.content.decode()
    assert "We asked the oversight body." in text
    assert WORDS in text
    assert "Sofia" not in text
    more = stranger.post(reverse("tell_back"), {"code": code, "words": "He came again."})
    assert "He came again." in more.content.decode()
    assert [one.words() for one in row.messages.all()] == [
        "We asked the oversight body.", "He came again.",
    ]  # fmt: skip


def test_nothing_of_whoever_sent_it_is_kept_and_no_cookie_is_set(listening, stranger):
    pages = [stranger.get(reverse("tell")), send(stranger, listening),
             stranger.get(reverse("tell_back"))]  # fmt: skip
    pages.append(stranger.post(reverse("tell_back"), {"code": pages[1].context["code"]}))
    assert [page.status_code for page in pages] == [200] * 4
    assert not any(page.cookies for page in pages)
    assert not stranger.cookies
    row = Grievance.objects.get()
    assert row.recorded_by is None
    assert row.way == Grievance.Way.ANONYMOUS
    entry = Entry.objects.get(verb="grievance.told")
    assert entry.actor_id == "system"
    kept = everything_kept()
    assert ADDRESS not in kept
    assert "203.0.113" not in kept


def test_the_code_is_kept_nowhere_only_its_keyed_hash(listening, stranger):
    code = send(stranger, listening).context["code"]
    assert ReturnCode.objects.get().digest == digest_of(code)
    kept = everything_kept()
    plain = code.replace("-", "")
    assert code not in kept
    assert plain not in kept
    assert plain.casefold() not in kept
    assert len(plain) == LONG
    assert len(LETTERS) ** LONG == 2**100


def test_codes_are_not_drawn_twice():
    assert len({new_return_code() for _ in range(2000)}) == 2000


def test_a_wrong_code_opens_nothing_and_says_what_to_do(listening, stranger):
    send(stranger, listening)
    page = stranger.post(reverse("tell_back"), {"code": new_return_code()})
    assert page.status_code == 422
    assert "No complaint has this code" in page.content.decode()
    page = stranger.post(reverse("tell_back"), {"code": new_return_code(), "words": "In"})
    assert page.status_code == 422
    assert not Message.objects.exists()


def test_too_many_from_one_network_are_turned_away_and_others_are_not(listening, stranger):
    said = [send(stranger, listening).status_code for _ in range(7)]
    assert said == [200] * 6 + [429]
    assert Grievance.objects.count() == 6
    other = Client(REMOTE_ADDR="198.51.100.4")
    assert send(other, listening).status_code == 200
    assert ADDRESS not in everything_kept()


def test_the_door_keeps_no_address_and_forgets_within_the_hour():
    one = door.Door(each=1, all_together=2)
    assert [one.admits(ADDRESS, NOW), one.admits(ADDRESS, NOW)] == [True, False]
    first_key, counted = one._key, list(one._counts)
    assert ADDRESS.encode() not in b"".join(counted)
    assert one.admits(ADDRESS, NOW + timedelta(hours=1))
    assert one._key != first_key
    assert not set(counted) & set(one._counts)
    assert one.admits("198.51.100.4", NOW + timedelta(hours=1))
    assert not one.admits("198.51.100.5", NOW + timedelta(hours=1))


def test_of_several_processes_each_lets_its_share_in(settings):
    settings.WORKERS = 2
    one = door.Door(each=3, all_together=5)
    said = [one.admits(network, NOW) for network in ("a", "a", "a", "b", "c")]
    assert said == [True, True, False, True, False]


def test_where_nobody_keeps_complaints_the_page_takes_none(cast, stranger):
    assert "Nobody reads complaints here now" in stranger.get(reverse("tell")).content.decode()
    send(stranger, cast)
    assert not Grievance.objects.exists()


def test_organisations_are_not_listed_since_they_may_be_shelters(listening, stranger):
    text = stranger.get(reverse("tell")).content.decode()
    assert "San Isidro Police" in text
    assert "The Other House" not in text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(listening, stranger):
    page = send(stranger, listening, kind="")
    assert page.status_code == 422
    assert "Choose what is nearest" in page.content.decode()
    assert WORDS in page.content.decode()
    assert not Grievance.objects.exists()


def test_the_database_refuses_a_name_beside_an_anonymous_complaint(cast):
    row = complaint(cast).grievance
    named = Grievance(
        office=row.office, key=row.key, code="ZZZZZZ", way="anonymous", kind="leak",
        institution=row.institution, received_on=row.received_on, recorded_by=cast.alma,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        named.save(force_insert=True)
