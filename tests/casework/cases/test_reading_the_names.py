"""A large office is read beside the work: what is not read yet is said, and never waited for."""

import pytest
from django.db import OperationalError

from amparo.casework.cases import reading
from amparo.casework.cases.names import Names
from amparo.casework.cases.search import are_all_read, cases_to_compare, find_people
from tests.cast import NOW, VICTIM_NAME

pytestmark = pytest.mark.django_db
MISSPELT = "Lurdes Batungbacal"
NOTICE = "its names are still being read"


@pytest.fixture
def begun(cast, monkeypatch):
    """Every office is a large one; what a thread would do is kept, to be done when asked."""
    work = []
    monkeypatch.setattr(reading, "AT_ONCE", 0)
    monkeypatch.setattr(reading, "_begin", lambda do, *given: work.append((do, given)))
    monkeypatch.setattr(reading.connection, "close", lambda: None)
    return work


def found(by, text):
    return {match.person: match.because for match in find_people(by=by, at=NOW, text=text)}


def test_the_same_name_is_found_while_the_others_are_read(cast, begun):
    assert found(cast.alma, VICTIM_NAME) == {cast.victim: "the same name"}
    assert found(cast.alma, MISSPELT) == {}
    assert not are_all_read(cast.alma)


def test_a_search_begins_the_reading_and_afterwards_finds_every_spelling(cast, begun):
    found(cast.alma, MISSPELT)
    do, given = begun[0]
    do(*given)
    assert found(cast.alma, MISSPELT) == {cast.victim: "spelt alike"}
    assert are_all_read(cast.alma)


def test_the_served_office_begins_at_once_with_every_office(cast, begun):
    reading.start()
    ((do, given),) = begun
    do(*given)
    assert are_all_read(cast.alma)
    assert found(cast.sofia, MISSPELT) == {cast.victim: "spelt alike"}


def test_the_pages_say_that_names_are_still_read_and_then_no_more(cast, begun, client):
    client.force_login(cast.alma)
    look = {"text": MISSPELT}
    assert NOTICE in client.post("/search/", look).content.decode()
    reading.read_one(cast.office.pk)
    assert NOTICE not in client.post("/search/", look).content.decode()


def test_leads_are_asked_to_compare_only_once_every_name_is_read(cast, begun):
    assert cases_to_compare(by=cast.carla, texts=[MISSPELT]) == [cast.case]


def test_a_database_that_is_away_is_told_in_the_log_and_read_again_later(
    cast, begun, monkeypatch, caplog
):
    def away(*_):
        raise OperationalError(VICTIM_NAME)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(reading, "_read", away)
        reading.read_one(cast.office.pk)
    assert "OperationalError" in caplog.text
    assert VICTIM_NAME not in caplog.text
    assert not are_all_read(cast.alma)
    reading.read_one(cast.office.pk)
    assert are_all_read(cast.alma)


def test_a_search_and_an_addition_wait_for_each_other(cast, monkeypatch):
    """An array cannot grow while a search looks at it."""
    held = []
    keep, near = Names.keep, Names._near
    monkeypatch.setattr(
        Names, "keep", lambda self, *given: held.append(self.turn.locked()) or keep(self, *given)
    )
    monkeypatch.setattr(
        Names, "_near", lambda self, *given: held.append(self.turn.locked()) or near(self, *given)
    )
    assert found(cast.sofia, MISSPELT) == {cast.victim: "spelt alike"}
    assert set(held) == {True}
