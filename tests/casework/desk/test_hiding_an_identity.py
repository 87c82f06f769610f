"""Who somebody is is sealed to named people: with the gates open, there is nothing to read."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.models import Entry
from amparo.casework.cases.findable import HIDDEN
from amparo.casework.cases.models import (
    HIDDEN_NAME,
    Erasure,
    HiddenIdentity,
    Person,
    PersonFingerprint,
)
from amparo.casework.cases.search import find_people
from amparo.casework.cases.selectors.rights import Rights
from amparo.casework.cases.services import hiding
from amparo.casework.cases.services.keeping import agree_to_erase, ask_to_erase
from amparo.casework.cases.services.opening import close_case
from amparo.casework.cases.services.people import (
    Detail,
    Particulars,
    change_person,
    read_person,
    reveal_names_of,
)
from amparo.casework.cases.services.team import leave_team
from amparo.errors import Broken, Refused
from amparo.vault import people
from amparo.vault.models import PeopleKey, PeopleKeyCopy
from amparo.vault.sealing import cipher_of, normalised, opened_by, place_of
from tests.cast import NOW, OPENED_ON, SAFE_CONTACT, VICTIM_NAME

pytestmark = pytest.mark.django_db
WORDS = {name: f"seven quiet kites of {name}" for name in ("alma", "beni", "sofia")}
PHONE = Detail("phone", "0917 555 0101")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(people, "MEMORY_KIB", 64)


@pytest.fixture
def keys(cast):
    for name, words in WORDS.items():
        people.make_own_key(by=getattr(cast, name), at=timezone.now(), passphrase=words)
    given = Particulars(VICTIM_NAME, (PHONE,), SAFE_CONTACT, 2004, "female", "Tagalog")
    change_person(
        by=cast.alma, at=NOW, person=cast.victim, version=cast.victim.version, given=given
    )


@pytest.fixture
def hidden(cast, keys):
    """Hidden by Alma, who leads the case, for herself and Sofia; Beni works on it too."""
    return hiding.hide_identity(
        by=cast.alma, at=timezone.now(), case=cast.case, person=cast.victim, to=[cast.sofia]
    )


def unlocked(cast, name):
    return people.unlock(by=getattr(cast, name), at=timezone.now(), passphrase=WORDS[name])


def opened(cast, row, name):
    user = getattr(cast, name)
    return hiding.open_identity(by=user, at=timezone.now(), row=row, key=unlocked(cast, name))


def test_whoever_was_named_sees_all_of_it_and_the_look_is_in_the_trail(cast, hidden):
    seen = opened(cast, hidden, "sofia")
    assert (seen.name, seen.safe_contact, seen.birth_year) == (VICTIM_NAME, SAFE_CONTACT, 2004)
    assert seen.details == (PHONE,)
    assert Entry.objects.filter(verb="identity.seen", actor_id=cast.sofia.actor_id).count() == 1


def test_whoever_works_on_the_case_and_was_not_named_finds_nothing(cast, hidden):
    with pytest.raises(people.NoCopy):
        opened(cast, hidden, "beni")


def test_with_the_policy_open_to_everyone_there_is_nothing_to_read(cast, hidden, monkeypatch):
    """The bug this is for: every page believes that everybody may see names."""
    monkeypatch.setattr(Rights, "decide", lambda *given, **named: True)
    monkeypatch.setattr(User, "may", lambda *given: True)
    person = Person.objects.get(pk=cast.victim.pk)
    read = read_person(by=cast.carla, at=NOW, case=cast.case, person=person)
    shown = reveal_names_of(by=cast.carla, at=NOW, seen=[(cast.case, person)])
    told = f"{read} {shown} {person.name()} {person.safe_contact()}"
    assert VICTIM_NAME not in told
    assert PHONE.value not in told
    assert SAFE_CONTACT not in told
    with pytest.raises(people.NoCopy):
        opened(cast, hidden, "beni")


def test_no_key_of_the_office_opens_it_and_one_under_the_cases_key_would_be_read(cast, hidden):
    content = bytes(hidden.identity_for_people)
    place = place_of("hidden_identity", hidden.pk, "identity")
    for key in (cast.case.key, cast.victim.key):
        with pytest.raises(Broken):
            opened_by(cipher_of(key), content, place)
    hidden.seal_in({"name": VICTIM_NAME}, cipher_of(cast.case.key))
    assert VICTIM_NAME in opened_by(cipher_of(cast.case.key), hidden.identity_for_people, place)


@pytest.mark.parametrize("text", [VICTIM_NAME, "Batungbacal", PHONE.value, HIDDEN_NAME])
def test_no_search_leads_to_them(text, cast, keys):
    def found():
        return [str(one.person.pk) for one in find_people(by=cast.alma, at=NOW, text=text)]

    was_found = text != HIDDEN_NAME
    assert (str(cast.victim.pk) in found()) is was_found
    hiding.hide_identity(
        by=cast.alma, at=timezone.now(), case=cast.case, person=cast.victim, to=[cast.sofia]
    )
    assert found() == []
    assert not PersonFingerprint.objects.filter(person=cast.victim).exists()
    assert normalised(HIDDEN_NAME) == HIDDEN


def test_the_key_is_given_by_whoever_holds_it_and_ends_with_the_work(cast, hidden):
    own = unlocked(cast, "sofia")
    at, row = timezone.now(), hidden
    hiding.give_identity(by=cast.sofia, at=at, row=row, key=own, to=cast.beni)
    assert opened(cast, row, "beni").name == VICTIM_NAME
    member = cast.case.team.get(user=cast.beni)
    leave_team(by=cast.alma, at=at, member=member, on=timezone.localdate())
    assert hiding.take_identities_back(today=timezone.localdate()) == 1
    assert not PeopleKeyCopy.objects.filter(to__user=cast.beni).exists()


def test_somebody_outside_the_case_is_never_given_it(cast, hidden):
    people.make_own_key(by=cast.dario, at=timezone.now(), passphrase="nine brown owls of dario")
    with pytest.raises(Refused, match="may not see names"):
        hiding.give_identity(
            by=cast.alma, at=NOW, row=hidden, key=unlocked(cast, "alma"), to=cast.dario
        )


def test_with_nobody_else_to_open_it_nothing_is_hidden(cast, keys):
    with pytest.raises(Refused, match="Nobody else could open it"):
        hiding.hide_identity(by=cast.alma, at=NOW, case=cast.case, person=cast.victim, to=[])
    assert Person.objects.get(pk=cast.victim.pk).name() == VICTIM_NAME


def test_a_suspect_is_not_hidden(cast, keys):
    with pytest.raises(Refused, match="survivor or witness"):
        hiding.hide_identity(
            by=cast.alma, at=NOW, case=cast.case, person=cast.suspect, to=[cast.sofia]
        )


def test_while_hidden_nothing_is_changed_and_shown_again_all_is_there(cast, hidden):
    person = Person.objects.get(pk=cast.victim.pk)
    with pytest.raises(Refused, match="hidden"):
        change_person(
            by=cast.alma, at=NOW, person=person, version=person.version, given=Particulars("X")
        )
    row = HiddenIdentity.objects.select_related("person__key", "case", "people_key").get()
    hiding.show_identity_again(by=cast.alma, at=NOW, row=row, key=unlocked(cast, "alma"))
    assert Person.objects.get(pk=cast.victim.pk).name() == VICTIM_NAME
    assert not PeopleKey.objects.exists()
    found = find_people(by=cast.alma, at=NOW, text=PHONE.value)
    assert [str(one.person.pk) for one in found] == [str(cast.victim.pk)]


def test_an_erased_case_takes_it_along(cast, hidden):
    close_case(by=cast.alma, at=NOW, case=cast.case, on=OPENED_ON, reason="lost_contact")
    ask_to_erase(by=cast.sofia, at=NOW, case=cast.case, why=Erasure.Why.ASKED)
    agree_to_erase(by=cast.alma, at=NOW, case=cast.case)
    assert not PeopleKey.objects.exists()
    assert not HiddenIdentity.objects.exists()


def test_the_pages_hide_ask_show_give_and_bring_back(cast, keys, as_):
    place = [cast.case.code, cast.victim.pk]
    address, alma = reverse("identity", args=place), as_(cast.alma)
    assert "Who else can see who it is" in alma.get(address).text
    assert alma.post(address, {"to": [str(cast.sofia.pk)]}).status_code == 302
    assert "has not been given to you" in as_(cast.beni).get(address).text
    page = as_(cast.beni).get(reverse("person", args=place)).text
    assert "Hidden. Only colleagues who were given its key" in page
    assert [one for one in ("Show name", "Born", "Not recorded") if one in page] == []
    wrong = alma.post(address, {"passphrase": WORDS["beni"]})
    right = alma.post(address, {"passphrase": WORDS["alma"]})
    assert [VICTIM_NAME in one.text for one in (wrong, right)] == [False, True]
    given = {"to": str(cast.beni.pk), "passphrase": WORDS["alma"]}
    assert alma.post(reverse("identity_give", args=place), given).status_code == 302
    assert VICTIM_NAME in as_(cast.beni).post(address, {"passphrase": WORDS["beni"]}).text
    assert as_(cast.carla).get(address).status_code == 404
    assert as_(cast.carla).get(reverse("identity_give", args=place)).status_code == 404
    again = alma.post(reverse("identity_show_again", args=place), {"passphrase": WORDS["alma"]})
    assert again.status_code == 302
    assert not HiddenIdentity.objects.exists()


def test_without_a_key_of_ones_own_the_page_says_what_to_do(cast, as_):
    address = reverse("identity", args=[cast.case.code, cast.victim.pk])
    assert "Make your own key" in as_(cast.alma).get(address).text
