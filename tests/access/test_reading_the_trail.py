import pytest
from django.db import connection

from amparo.audit.models import Entry
from amparo.audit.selectors import ChainCheck
from tests.cast import OPENED_ON, SUSPECT_NAME, VICTIM_NAME

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["alma", "sofia", "eva", "nadia", "adan", "pilar"])
def test_it_is_not_there_for(name, as_):
    client = as_(name)
    assert client.get("/audit/").status_code == 404
    assert client.post("/audit/check/").status_code == 404


def test_it_lists_who_did_what(as_):
    text = as_("amira").get("/audit/").content.decode()
    assert "Alma Reyes" in text
    assert "Case: opened" in text


def test_it_tells_no_content(as_):
    text = as_("amira").get("/audit/").content.decode()
    assert VICTIM_NAME not in text
    assert SUSPECT_NAME not in text


def rows(answer):
    return answer.context["n"]


def test_it_is_filtered_by_what_was_done(as_):
    n = Entry.objects.filter(verb="role.given").count()
    assert rows(as_("amira").get("/audit/", {"verb": "role.given"})) == n > 0


def test_it_is_filtered_by_person(as_, cast):
    n = Entry.objects.filter(actor_id=cast.alma.actor_id).count()
    assert rows(as_("amira").get("/audit/", {"person": cast.alma.actor_id})) == n > 0


def test_it_is_filtered_by_day(as_):
    client = as_("amira")
    assert rows(client.get("/audit/", {"day": "4 March 2024"})) == Entry.objects.count()
    assert rows(client.get("/audit/", {"day": OPENED_ON.isoformat()})) == 0


def test_it_is_cut_into_pages_with_the_filter_kept(as_, monkeypatch):
    monkeypatch.setattr("amparo.access.views.PER_PAGE", 2)
    text = as_("amira").get("/audit/", {"verb": "account.opened", "page": "2"}).content.decode()
    assert "verb=account.opened&amp;page=3" in text


def test_the_number_of_queries_does_not_grow(as_, django_assert_max_num_queries):
    client = as_("amira")
    with django_assert_max_num_queries(9):
        client.get("/audit/")


def test_a_whole_chain_holds(as_):
    text = as_("amira").post("/audit/check/").content.decode()
    assert "The chain holds" in text
    assert f"All {Entry.objects.count()} entries" in text


def test_a_broken_chain_says_where(as_, monkeypatch):
    monkeypatch.setattr("amparo.access.views.check_chain", lambda: ChainCheck(3, 4))
    text = as_("amira").post("/audit/check/").content.decode()
    assert "The chain is broken" in text
    assert "Entry 4 does not fit" in text


def test_an_entry_cannot_be_changed(cast):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET actor = 'Nobody' WHERE seq = 1")
