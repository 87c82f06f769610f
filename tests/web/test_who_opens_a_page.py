import pytest
from django.http import HttpResponse

from amparo.errors import NotVisible
from amparo.web.gate import open_to_all, requires


def page(request):
    return HttpResponse("opened")


def test_it_opens_to_a_role_that_has_the_verb(as_alma):
    assert as_alma.get("/cases/").content == b"the cases"


def test_it_answers_any_other_role_as_a_wrong_address_does(as_eva):
    assert as_eva.get("/cases/").status_code == 404


def test_it_sends_a_stranger_to_sign_in(client, db):
    assert client.get("/cases/").headers["Location"] == "/account/login/?next=/cases/"


def test_it_lets_no_stranger_through_where_the_sign_in_wall_is_missing(rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/cases/")
    request.user = AnonymousUser()
    with pytest.raises(NotVisible):
        requires("cases.read")(page)(request)


def test_the_census_reads_the_verb():
    assert requires("cases.read")(page).verb == "cases.read"


def test_the_census_reads_why_a_page_is_open():
    opened = open_to_all("holds no data")(page)
    assert (opened.verb, opened.open_reason) == ("", "holds no data")


@pytest.mark.parametrize("address", ["/help/", "/components/"])
def test_an_open_page_opens_to_a_stranger(client, db, address):
    assert client.get(address).status_code == 200
