"""Where a survivor lives is sealed to people: with the gates open, there is nothing to read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.casework.aftercare.models import Home
from amparo.casework.aftercare.selectors.homekeys import could_hold, holders
from amparo.casework.aftercare.services import homekeys
from amparo.casework.aftercare.services.homes import (
    HomeFacts,
    change_home,
    hold_beds,
    name_escort,
    release_hold,
)
from amparo.casework.aftercare.views import homes as pages
from amparo.errors import Broken, Refused
from amparo.vault import people
from amparo.vault.models import PeopleKey, PeopleKeyCopy
from tests.casework.aftercare.furnish import ADDRESS, district_of, enter_home

pytestmark = pytest.mark.django_db
WORDS = {name: f"seven quiet kites of {name}" for name in ("sofia", "beni", "alma", "carla")}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(people, "MEMORY_KIB", 64)


@pytest.fixture
def sealed(cast):
    """A home that Sofia entered, sealed to her and to Beni, who travels there for the case."""
    for name in ("sofia", "beni"):
        people.make_own_key(by=getattr(cast, name), at=timezone.now(), passphrase=WORDS[name])
    home = enter_home(cast.sofia, cast.place)
    travel(cast, home, cast.beni)
    homekeys.seal_to_people(by=cast.sofia, at=timezone.now(), home=home)
    return Home.objects.get(pk=home.pk)


def travel(cast, home, who):
    today = timezone.localdate()
    held = hold_beds(
        by=cast.alma, at=timezone.now(), home=home, n=1, from_on=today,
        until_on=today + timedelta(3), why="She comes on Tuesday", case=cast.case,
    )  # fmt: skip
    name_escort(by=cast.alma, at=timezone.now(), hold=held, escort=who)
    return held


def look(as_, user, home, **typed):
    return as_(user).post(f"/homes/{home.pk}/address/", typed)


def test_the_escort_types_a_passphrase_and_is_shown_it(cast, as_, sealed):
    asked = look(as_, cast.beni, sealed)
    assert "Passphrase of your own key" in asked.text
    wrong = look(as_, cast.beni, sealed, passphrase=WORDS["sofia"])
    right = look(as_, cast.beni, sealed, passphrase=WORDS["beni"])
    assert (wrong.status_code, right.status_code) == (422, 200)
    assert [ADDRESS in one.text for one in (asked, wrong, right)] == [False, False, True]
    assert Entry.objects.filter(verb="home.address_seen").count() == 1


def test_with_the_policy_open_to_everyone_there_is_nothing_to_read(cast, as_, sealed, monkeypatch):
    """The bug this is for: the page believes that everybody travels there."""
    monkeypatch.setattr(pages.ask, "case_to_travel_for", lambda *given, **named: cast.case)
    people.make_own_key(by=cast.carla, at=timezone.now(), passphrase=WORDS["carla"])
    for user in (cast.carla, cast.alma, cast.beni):
        answer = look(as_, user, sealed, passphrase=WORDS["carla"])
        assert ADDRESS not in answer.text
    with pytest.raises(Broken, match="sealed to people"):
        Home.objects.get(pk=sealed.pk).words("address")
    assert not Entry.objects.filter(verb="home.address_seen").exists()


def test_one_under_the_offices_key_would_be_read(cast, as_, monkeypatch):
    home = enter_home(cast.sofia, cast.place)
    monkeypatch.setattr(pages.ask, "case_to_travel_for", lambda *given, **named: cast.case)
    assert ADDRESS in look(as_, cast.carla, home).text


def test_somebody_new_asks_and_is_given_it_and_it_ends_with_the_work(cast, as_, sealed):
    held = travel(cast, sealed, cast.alma)
    told = look(as_, cast.alma, sealed).text
    assert "Make your own key" in told
    assert "ask Sofia Ramos" in told
    client = as_(cast.alma)
    made = {"new_passphrase": WORDS["alma"], "passphrase_again": WORDS["alma"]}
    assert client.post("/own-key/", made).status_code == 302
    assert "has not been given to you yet" in look(as_, cast.alma, sealed).text
    page = as_(cast.sofia).get(f"/homes/{sealed.pk}/").text
    assert "Give the key of the address" in page
    given = {"to": str(cast.alma.pk), "passphrase": WORDS["sofia"]}
    assert as_(cast.sofia).post(f"/homes/{sealed.pk}/key/", given).status_code == 302
    assert ADDRESS in look(as_, cast.alma, sealed, passphrase=WORDS["alma"]).text
    release_hold(by=cast.alma, at=timezone.now(), hold=held)
    assert not PeopleKeyCopy.objects.filter(to__user=cast.alma).exists()
    assert look(as_, cast.alma, sealed, passphrase=WORDS["alma"]).status_code == 404


def test_whoever_holds_no_copy_gives_none(cast, as_, sealed):
    asked = [as_(user).get(f"/homes/{sealed.pk}/key/") for user in (cast.alma, cast.dario)]
    assert [one.status_code for one in asked] == [422, 404]
    assert "have not been given the key" in asked[0].text
    today = timezone.localdate()
    assert [one.name for one in holders(sealed, today=today)] == ["Beni Cruz", "Sofia Ramos"]
    assert could_hold(sealed, today=today) == []


def test_a_new_address_has_a_new_key_and_the_old_one_is_gone(cast, as_, sealed):
    facts = HomeFacts(called="Casa Luz", place=district_of(cast.place), capacity=2,
                      address="3 Acacia Road", contact="Ring twice")  # fmt: skip
    change_home(by=cast.sofia, at=timezone.now(), home=sealed, version=sealed.version, facts=facts)
    assert PeopleKey.objects.count() == 1
    assert PeopleKey.objects.get().pk != sealed.people_key_id
    shown = look(as_, cast.beni, sealed, passphrase=WORDS["beni"]).text
    assert "3 Acacia Road" in shown
    assert "Ring twice" in shown


def test_the_contact_alone_cannot_be_changed_by_whoever_cannot_read_it(cast, sealed):
    facts = HomeFacts(called="Casa Luz", place=district_of(cast.place), capacity=2, contact="Ring")
    with pytest.raises(Refused, match="type both again"):
        change_home(
            by=cast.sofia, at=timezone.now(), home=sealed, version=sealed.version, facts=facts
        )


def test_a_keeper_without_a_second_pair_of_hands_is_told_so(cast, as_):
    people.make_own_key(by=cast.sofia, at=timezone.now(), passphrase=WORDS["sofia"])
    home = enter_home(cast.sofia, cast.place)
    answer = as_(cast.sofia).post(f"/homes/{home.pk}/seal/", follow=True)
    assert "Nobody else could open it" in answer.text
    assert Home.objects.get().words("address") == ADDRESS


def test_ones_own_key_page_says_what_is_wrong(cast, as_):
    client = as_(cast.alma)
    both = {"new_passphrase": WORDS["alma"], "passphrase_again": "something else entirely"}
    assert "not the same" in client.post("/own-key/", both).text
    both = {"new_passphrase": "short", "passphrase_again": "short"}
    assert "too short" in client.post("/own-key/", both).text
    people.make_own_key(by=cast.alma, at=timezone.now(), passphrase=WORDS["alma"])
    both = {"new_passphrase": WORDS["beni"], "passphrase_again": WORDS["beni"]}
    assert "say that it is lost" in client.post("/own-key/", both).text
    answer = client.post("/own-key/", {**both, "old_passphrase": WORDS["alma"]})
    assert answer.status_code == 302
    assert people.unlock(by=cast.alma, at=timezone.now(), passphrase=WORDS["beni"])
