import logging
import re

import pytest

from tests.cast import VICTIM_NAME

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"[A-Za-z0-9]{64}")


def test_a_name_is_sent_by_post_and_stands_in_no_address(as_):
    text = as_("alma").get("/search/").content.decode()
    assert 'method="post" action="/search/"' in text


def test_it_shows_the_case_code_and_why(as_, cast):
    text = as_("alma").post("/search/", {"text": "Lurdes Batungbacal"}).content.decode()
    assert cast.case.code in text
    assert "Spelt alike" in text


def test_it_is_never_cached(as_):
    assert "no-store" in as_("alma").post("/search/", {"text": VICTIM_NAME})["Cache-Control"]


def test_nothing_is_told_to_someone_off_the_team(as_, cast):
    text = as_("carla").post("/search/", {"text": "Lurdes Batungbacal"}).content.decode()
    assert cast.case.code not in text
    assert VICTIM_NAME not in text


def test_short_words_are_refused_in_the_form(as_):
    text = as_("alma").post("/search/", {"text": "Lo"}).content.decode()
    assert "three letters or more" in text


def test_a_code_leads_to_its_case(as_, cast):
    answer = as_("alma").get("/search/", {"code": f" {cast.case.code.lower()} "})
    assert answer["Location"] == f"/cases/{cast.case.code}/"


def test_a_code_leads_to_its_referral(as_, referral):
    answer = as_("carla").get("/search/", {"code": referral.code})
    assert answer["Location"] == f"/referrals/{referral.code}/"


def test_the_code_of_anothers_case_looks_like_one_that_is_not_there(as_, cast):
    client = as_("carla")
    theirs = client.get("/search/", {"code": cast.case.code}).content.decode()
    nowhere = client.get("/search/", {"code": "AAAAAA"}).content.decode()
    assert TOKEN.sub("", theirs.replace(cast.case.code, "AAAAAA")) == TOKEN.sub("", nowhere)


@pytest.mark.parametrize("name", ["eva", "nadia", "amira", "adan", "pilar"])
def test_it_is_not_there_for(name, as_):
    assert as_(name).get("/search/").status_code == 404


def test_the_text_reaches_no_log(as_, caplog):
    caplog.set_level(logging.DEBUG)
    as_("alma").post("/search/", {"text": "Quirino Villafuerte"})
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert [line for line in ours if "Quirino" in line] == []
