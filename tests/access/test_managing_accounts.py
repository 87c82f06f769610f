import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from amparo.access.models import User
from amparo.access.passwords import NotOfTheOffice
from amparo.audit.models import Entry
from tests.access.conftest import BACKEND
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
STRONG = "seven quiet otters swim"


def new(**more):
    return {"name": "Zita Luna", "email": "zita@example.org", "roles": ["lawyer"], **more}


def changed(user, **more):
    return {
        "name": user.name, "roles": user.roles, "is_active": "on", "version": user.version, **more,
    }  # fmt: skip


def test_the_list_shows_everyone(as_):
    text = as_("adan").get("/accounts/").content.decode()
    assert "alma@example.org" in text
    assert "dario@example.org" in text


@pytest.mark.parametrize("name", ["alma", "sofia", "eva", "nadia", "amira", "pilar"])
def test_none_of_it_is_there_for(name, as_, cast):
    client = as_(name)
    addresses = ["", "add/", f"{cast.beni.pk}/", f"{cast.beni.pk}/password/"]
    assert {client.get(f"/accounts/{each}").status_code for each in addresses} == {404}
    assert client.post(f"/accounts/{cast.beni.pk}/sessions/end/").status_code == 404
    assert client.post(f"/accounts/{cast.beni.pk}/second-factor/remove/").status_code == 404


def test_an_account_is_added_with_a_typed_password(as_, cast):
    as_("adan").post("/accounts/add/", new(password=STRONG, office=str(cast.office.pk)))
    zita = User.objects.get(email="zita@example.org")
    assert zita.check_password(STRONG)
    assert (zita.roles, zita.office) == (["lawyer"], cast.office)


def test_a_password_made_here_is_shown_once_and_works(as_):
    client = as_("adan")
    answer = client.post("/accounts/add/", new()).content.decode()
    password = re.search(r"<code>(.+?)</code>", answer)[1]
    zita = User.objects.get(email="zita@example.org")
    assert zita.check_password(password)
    assert password not in client.get(f"/accounts/{zita.pk}/").content.decode()


def test_no_password_is_in_the_trail(as_):
    as_("adan").post("/accounts/add/", new(password=STRONG))
    opened = Entry.objects.filter(verb="account.opened").first()
    assert STRONG not in f"{opened.reason}{opened.fields}"


def test_a_weak_password_is_refused_in_the_form(as_):
    answer = as_("adan").post("/accounts/add/", new(password="password1234"))
    assert "This password will not do" in answer.content.decode()
    assert not User.objects.filter(email="zita@example.org").exists()


def test_a_used_address_is_refused_however_it_is_typed(as_):
    answer = as_("adan").post("/accounts/add/", new(email="ALMA@example.org", password=STRONG))
    assert "is there already" in answer.content.decode()


def test_a_role_is_needed(as_):
    answer = as_("adan").post("/accounts/add/", new(roles=[], password=STRONG))
    assert "Choose roles" in answer.content.decode()


def test_a_change_of_roles_ends_the_sessions(as_, cast):
    theirs = Client()
    theirs.post("/account/login/", {"login": "beni@example.org", "password": PASSWORD})
    assert theirs.get("/programmes/").status_code == 200
    as_("adan").post(f"/accounts/{cast.beni.pk}/", changed(cast.beni, roles=["analyst"]))
    assert theirs.get("/programmes/").status_code == 302
    assert User.objects.get(pk=cast.beni.pk).roles == ["analyst"]


def test_a_change_of_name_ends_none(as_, cast):
    theirs = Client()
    theirs.post("/account/login/", {"login": "beni@example.org", "password": PASSWORD})
    as_("adan").post(f"/accounts/{cast.beni.pk}/", changed(cast.beni, name="Beni C. Cruz"))
    assert theirs.get("/programmes/").status_code == 200


def test_a_closed_account_does_not_sign_in(as_, cast):
    given = changed(cast.beni)
    del given["is_active"]
    as_("adan").post(f"/accounts/{cast.beni.pk}/", given)
    theirs = Client()
    theirs.post("/account/login/", {"login": "beni@example.org", "password": PASSWORD})
    assert theirs.get("/programmes/").status_code == 302


def test_the_last_administrator_stays(as_, cast):
    answer = as_("adan").post(f"/accounts/{cast.adan.pk}/", changed(cast.adan, roles=["analyst"]))
    assert "This is the last administrator" in answer.content.decode()
    assert User.objects.get(pk=cast.adan.pk).roles == ["administrator"]


def test_whoever_saves_second_sees_both(as_, cast):
    client = as_("adan")
    client.post(f"/accounts/{cast.beni.pk}/", changed(cast.beni, name="Beni One"))
    answer = client.post(f"/accounts/{cast.beni.pk}/", changed(cast.beni, name="Beni Two"))
    assert answer.status_code == 409
    assert "Beni One" in answer.content.decode()


def test_a_new_password_ends_the_sessions_and_works(as_, cast):
    theirs = Client()
    theirs.post("/account/login/", {"login": "beni@example.org", "password": PASSWORD})
    as_("adan").post(f"/accounts/{cast.beni.pk}/password/", {"password": STRONG})
    assert theirs.get("/programmes/").status_code == 302
    assert User.objects.get(pk=cast.beni.pk).check_password(STRONG)


def test_sessions_end_for_a_lost_device(as_, cast):
    theirs = Client()
    theirs.post("/account/login/", {"login": "beni@example.org", "password": PASSWORD})
    as_("adan").post(f"/accounts/{cast.beni.pk}/sessions/end/")
    assert theirs.get("/programmes/").status_code == 302
    assert Entry.objects.filter(verb="account.sessions_ended").exists()


def test_a_lost_second_factor_is_removed_and_recorded(as_, cast):
    Authenticator.objects.create(user=cast.beni, type="totp", data={})
    as_("adan").post(f"/accounts/{cast.beni.pk}/second-factor/remove/")
    assert not Authenticator.objects.filter(user=cast.beni).exists()
    removed = Entry.objects.get(verb="account.second_factor_removed")
    assert (removed.actor_id, removed.object_id) == (cast.adan.actor_id, cast.beni.actor_id)


def test_signing_in_is_slowed_after_five_wrong_passwords(client, cast):
    wrong = {"login": "alma@example.org", "password": "not the password"}
    answers = [client.post("/account/login/", wrong) for _ in range(6)]
    right = client.post("/account/login/", {"login": "alma@example.org", "password": PASSWORD})
    assert "Too many failed login attempts" in answers[-1].content.decode()
    assert right.status_code == 200


@pytest.fixture
def second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize(
    "name", ["alma", "beni", "sofia", "pilar", "eva", "nadia", "amira", "adan"]
)
def test_everybody_sets_a_second_factor_up_first(name, as_, second_factor):
    assert as_(name).get("/programmes/")["Location"] == "/account/2fa/"


@pytest.mark.parametrize("address", ["/account/2fa/", "/help/", "/leave/"])
def test_until_then_these_are_open(address, as_, second_factor):
    assert as_("alma").get(address).get("Location", "") != "/account/2fa/"


def test_one_who_has_it_is_let_in(as_, cast, second_factor):
    Authenticator.objects.create(user=cast.alma, type="totp", data={})
    assert as_("alma").get("/programmes/").status_code == 200


def test_the_backend_is_one_the_office_uses(settings):
    assert BACKEND in settings.AUTHENTICATION_BACKENDS


# A password that somebody else knows.


def test_whoever_was_given_a_password_chooses_their_own_before_anything_else(as_, cast):
    as_("adan").post(f"/accounts/{cast.beni.pk}/password/", {"password": STRONG})
    client = Client()
    client.force_login(User.objects.get(pk=cast.beni.pk), backend=BACKEND)
    assert client.get("/programmes/")["Location"] == "/account/password/change/"
    own = {"oldpassword": STRONG, "password1": "eleven wet boots on a stair",
           "password2": "eleven wet boots on a stair"}  # fmt: skip
    client.post("/account/password/change/", own)
    assert User.objects.get(pk=cast.beni.pk).given_at is None
    client.force_login(User.objects.get(pk=cast.beni.pk), backend=BACKEND)
    assert client.get("/programmes/").status_code == 200


def test_a_given_password_opens_nothing_after_three_days(cast):
    cast.beni.given_at = timezone.now() - timedelta(days=3, minutes=1)
    cast.beni.save(update_fields=["given_at"])
    client = Client()
    client.force_login(cast.beni, backend=BACKEND)
    assert client.get("/programmes/")["Location"] == "/account/login/"
    assert "older than three days" in client.get("/account/login/").text
    assert client.get("/programmes/").status_code == 302


def test_an_account_that_an_administrator_opens_is_given_its_password(as_, cast):
    as_("adan").post("/accounts/add/", new(password=STRONG, office=str(cast.office.pk)))
    assert User.objects.get(email="zita@example.org").given_at is not None


@pytest.mark.parametrize("password", ["casaamparo-12345", "San Isidro 2024", "amparo amparo san"])
def test_names_that_the_whole_office_knows_are_no_password(password, cast):
    with pytest.raises(ValidationError, match="everybody in your office knows"):
        NotOfTheOffice().validate(password, cast.alma)
    NotOfTheOffice().validate(f"{password} grey otters swim", cast.alma)


def test_each_wrong_password_is_in_the_trail(cast):
    client = Client()
    for _ in range(2):
        client.post("/account/login/", {"login": "alma@example.org", "password": "not this one"})
    rows = Entry.objects.filter(verb="sign_in.failed", object_id=cast.alma.actor_id)
    assert rows.count() == 2
