import re

import pytest


@pytest.fixture
def fail(client, db):
    client.raise_request_exception = False

    def failing(failure, **headers):
        answer = client.get(f"/failing/{failure}/", headers=headers)
        return answer.status_code, answer.content.decode()

    return failing


def test_refused_says_what_and_what_to_do(fail):
    status, text = fail("refused")
    assert status == 422
    assert "The arrest is before the complaint: 3 March 2023." in text
    assert "correct the date, or record the day of the complaint." in text


def test_refused_gives_back_what_was_typed_but_no_secret(client, db):
    typed = {"what_happened": "A long account", "password": "hush", "passphrase": "hush"}
    text = client.post("/failing/refused/", typed).content.decode()
    assert "What happened" in text
    assert "A long account" in text
    assert "hush" not in text


def test_not_visible_looks_like_a_wrong_address(fail, client):
    status, text = fail("not-visible")
    assert status == 404
    assert text == client.get("/no/such/place/").content.decode()


def test_what_was_asked_for_in_vain_is_logged_by_number_and_name_only(as_alma, caplog):
    as_alma.get("/failing/not-visible/?q=Lourdes")
    told = [one.getMessage() for one in caplog.records if one.name == "amparo.refused"]
    assert [one.rpartition(": ")[2] for one in told] == ["failing"]
    assert not {"K7Q2", "Lourdes", "alma"} & set(re.findall(r"\w+", told[0]))


def test_an_input_that_was_refused_is_logged_by_number_and_name_only(as_alma, caplog):
    as_alma.get("/failing/refused/?q=Lourdes")
    told = [one.getMessage() for one in caplog.records if one.name == "amparo.refused"]
    assert [one.partition(" ")[0] for one in told] == ["Refused"]
    assert told[0].endswith(": failing")
    assert not {"Lourdes", "alma"} & set(re.findall(r"\w+", told[0]))


def test_not_visible_tells_nothing_of_the_record(fail):
    assert "K7Q2" not in fail("not-visible")[1]


def test_a_wrong_address_looks_the_same_to_someone_signed_in(as_alma):
    missing = as_alma.get("/cases/not-there/").content.decode()
    hidden = as_alma.get("/failing/not-visible/").content.decode()
    assert _without_token(hidden) == _without_token(missing).replace(' aria-current="true"', "")


def _without_token(text):
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', "", text)


def test_conflict_shows_both_versions_and_marks_what_differs(fail):
    status, text = fail("conflict")
    assert status == 409
    assert "Alma R." in text
    assert "Alma Reyes" in text
    assert text.count("Differs") == 1


def test_a_number_that_cannot_be_worked_out_is_not_invented(fail):
    status, text = fail("cannot-estimate")
    assert status == 422
    assert "No case reached a charge yet." in text
    assert "widen the period" in text


@pytest.mark.parametrize("failure", ["refused", "cannot-estimate"])
def test_htmx_gets_the_panel_without_the_page(fail, failure):
    status, text = fail(failure, **{"HX-Request": "true"})
    assert status == 422
    assert "<html" not in text


@pytest.mark.parametrize("failure", ["broken", "bug"])
def test_what_is_our_fault_says_so_and_tells_no_secret(fail, failure):
    status, text = fail(failure)
    assert status == 500
    assert "broken on our side" in text
    assert "secret" not in text


def test_a_form_out_of_date_says_what_to_do(db):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a"})
    assert answer.status_code == 403
    assert "reload the page, and send it again" in answer.content.decode()


def test_an_error_leaves_the_way_out_open(fail):
    assert 'href="/leave/"' in fail("bug")[1]
