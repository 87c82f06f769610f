import pytest
from django.test import Client


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_goes_to_a_neutral_page(as_alma, settings, method):
    settings.EXIT_TO = "https://weather.example/"
    answer = getattr(as_alma, method)("/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://weather.example/")


def test_it_signs_out(as_alma):
    as_alma.get("/leave/")
    assert as_alma.get("/cases/").status_code == 302


def test_it_asks_the_browser_to_forget(as_alma):
    assert as_alma.get("/leave/").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_it_is_not_kept_itself(client, db):
    assert client.get("/leave/").headers["Cache-Control"] == "no-store"


def test_it_works_for_someone_signed_out(client, db):
    assert client.get("/leave/").status_code == 302


def test_it_works_from_a_stale_form(alma):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alma, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/leave/").status_code == 302


@pytest.mark.parametrize("address", ["/help/", "/account/login/", "/nowhere/"])
def test_every_page_has_it_as_a_plain_link(client, db, address):
    assert 'class="amparo-exit" href="/leave/"' in client.get(address).content.decode()
