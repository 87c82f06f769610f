import logging

import pytest

from amparo.audit.models import Entry
from amparo.casework.cases.models import Person, RoleInCase
from amparo.casework.cases.services.people import (
    Detail,
    Particulars,
    add_person,
    change_person,
)
from tests.cast import NOW, SAFE_CONTACT, SUSPECT_NAME, VICTIM_NAME, open_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast):
    return f"/cases/{cast.case.code}/people/{cast.victim.pk}/"


def test_the_name_is_hidden_until_asked_for(as_, address):
    assert VICTIM_NAME not in as_("alma").get(address).content.decode()


def test_asking_shows_name_and_safe_contact_and_is_in_the_trail(as_, address, cast):
    text = as_("alma").post(f"{address}name/").content.decode()
    assert VICTIM_NAME in text
    assert SAFE_CONTACT in text
    seen = Entry.objects.get(verb="person.seen")
    assert (seen.actor_id, seen.case_id) == (cast.alma.actor_id, str(cast.case.pk))


def test_the_name_stands_in_no_title(as_, address):
    text = as_("alma").post(f"{address}name/").content.decode()
    assert VICTIM_NAME not in text.split("</title>")[0]


@pytest.mark.parametrize("name", ["carla", "dario", "eva", "nadia", "amira", "adan", "pilar"])
def test_the_page_and_the_name_are_not_there_for(name, as_, address):
    client = as_(name)
    assert client.get(address).status_code == 404
    assert client.post(f"{address}name/").status_code == 404
    assert client.get(f"{address}change/").status_code == 404


@pytest.mark.parametrize("name", ["alma", "beni", "sofia"])
def test_the_page_is_there_for(name, as_, address):
    assert as_(name).get(address).status_code == 200


def test_a_person_of_another_case_is_not_there(as_, cast):
    other = open_one(by=cast.carla, programme=cast.programme, name="Someone else")
    stranger = Person.objects.get(roles__case=other)
    answer = as_("alma").get(f"/cases/{cast.case.code}/people/{stranger.pk}/")
    assert answer.status_code == 404


def changed(cast, **more):
    return {
        "name": "Lourdes B. Reyes", "born": "2005", "version": cast.victim.version,
        "phones": "0917 555 0142\n0918 555 0143", "nicknames": "Bing", **more,
    }  # fmt: skip


def test_a_change_is_kept(as_, address, cast):
    as_("alma").post(f"{address}change/", changed(cast))
    person = Person.objects.get(pk=cast.victim.pk)
    assert (person.name(), person.birth_year, person.details.count()) == (
        "Lourdes B. Reyes", 2005, 3,
    )  # fmt: skip


def test_an_age_is_kept_as_a_year(as_, address, cast, monkeypatch):
    from datetime import date

    monkeypatch.setattr(
        "amparo.casework.desk.forms.people.timezone.localdate", lambda: date(2024, 3, 4)
    )
    as_("alma").post(f"{address}change/", changed(cast, born="14"))
    assert Person.objects.get(pk=cast.victim.pk).birth_year == 2010


def test_the_change_form_shows_what_is_kept(as_, address):
    text = as_("alma").get(f"{address}change/").content.decode()
    assert VICTIM_NAME in text
    assert Entry.objects.filter(verb="person.seen").exists()


def test_whoever_saves_second_sees_both(as_, address, cast):
    client = as_("alma")
    change_person(
        by=cast.beni, at=NOW, person=cast.victim, version=cast.victim.version,
        given=Particulars("Lourdes Cruz"),
    )  # fmt: skip
    answer = client.post(f"{address}change/", changed(cast, version=1))
    assert answer.status_code == 409
    assert "Lourdes Cruz" in answer.content.decode()
    assert "Lourdes B. Reyes" in answer.content.decode()
    assert Person.objects.get(pk=cast.victim.pk).name() == "Lourdes Cruz"


def test_a_number_keeps_its_issuer_through_a_change(as_, address, cast):
    change_person(
        by=cast.alma, at=NOW, person=cast.victim, version=1,
        given=Particulars(VICTIM_NAME, (Detail("agency_number", "SI-2024-7", cast.police),)),
    )  # fmt: skip
    as_("alma").post(f"{address}change/", changed(cast, version=2, agency_numbers="SI-2024-7"))
    detail = Person.objects.get(pk=cast.victim.pk).details.get(kind="agency_number")
    assert detail.issuer == cast.police


def test_looking_before_adding_finds_the_suspect_of_another_case(as_, cast):
    case = open_one(by=cast.alma, programme=cast.programme, name="Someone else")
    answer = as_("alma").post(
        f"/cases/{case.code}/people/new/", {"role": "suspect", "name": "Rogellio Catakutan"}
    )
    text = answer.content.decode()
    assert SUSPECT_NAME in text
    assert "Use this person" in text


def test_the_same_suspect_is_used_again(as_, cast):
    case = open_one(by=cast.alma, programme=cast.programme, name="Someone else")
    as_("alma").post(
        f"/cases/{case.code}/people/new/",
        {"step": "add", "person": str(cast.suspect.pk), "role": "suspect", "on": "2024-01-08"},
    )
    assert RoleInCase.objects.filter(person=cast.suspect).count() == 2


def test_looking_tells_nothing_of_others_cases(as_, cast):
    case = open_one(by=cast.carla, programme=cast.programme, name="Someone else")
    answer = as_("carla").post(
        f"/cases/{case.code}/people/new/", {"role": "suspect", "name": SUSPECT_NAME}
    )
    text = answer.content.decode()
    assert "Nobody in your cases has a like name" in text
    assert cast.case.code not in text


def test_someone_of_others_cases_cannot_be_used(as_, cast):
    case = open_one(by=cast.carla, programme=cast.programme, name="Someone else")
    answer = as_("carla").post(
        f"/cases/{case.code}/people/new/",
        {"step": "add", "person": str(cast.suspect.pk), "role": "suspect", "on": "2024-01-08"},
    )
    assert answer.status_code == 404


def test_someone_new_is_added(as_, cast):
    as_("beni").post(
        f"/cases/{cast.case.code}/people/new/",
        {"step": "add", "name": "Teresita Ocampo", "role": "witness", "on": "8 January 2024"},
    )
    assert RoleInCase.objects.get(case=cast.case, role="witness").person.name() == "Teresita Ocampo"


def test_the_same_role_twice_is_refused_in_the_form(as_, cast):
    answer = as_("alma").post(
        f"/cases/{cast.case.code}/people/new/",
        {"step": "add", "person": str(cast.suspect.pk), "role": "suspect", "on": "2024-01-08"},
    )
    assert "already recorded as suspect" in answer.content.decode()


def test_a_role_ends_and_stays_in_the_history(as_, cast):
    held = RoleInCase.objects.get(case=cast.case, person=cast.suspect)
    as_("alma").post(f"/cases/{cast.case.code}/roles/{held.pk}/end/", {"on": "1 March 2024"})
    held.refresh_from_db()
    assert held.to_on.isoformat() == "2024-03-01"


def test_a_role_does_not_end_before_it_starts(as_, cast):
    held = RoleInCase.objects.get(case=cast.case, person=cast.suspect)
    answer = as_("alma").post(
        f"/cases/{cast.case.code}/roles/{held.pk}/end/", {"on": "1 March 2023"}
    )
    assert "cannot end before it starts" in answer.content.decode()


def test_nothing_personal_reaches_the_log(as_, address, cast, caplog):
    caplog.set_level(logging.DEBUG)
    client = as_("alma")
    client.post(f"{address}name/")
    client.post(f"{address}change/", changed(cast, version=99))
    client.post(f"{address}change/", changed(cast, born="next year"))
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert [line for line in ours if "Lourdes" in line or "0917" in line] == []


def test_a_person_without_a_name_is_refused(cast):
    from amparo.errors import Refused

    with pytest.raises(Refused):
        add_person(by=cast.alma, at=NOW, office=cast.office, name="  ")
