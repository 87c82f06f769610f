"""Names are spelt in many ways; whoever looks learns of their own cases only."""

from datetime import timedelta

import pytest

from amparo.audit.models import Entry
from amparo.casework.cases import search
from amparo.casework.cases.findable import digest_of, findable
from amparo.casework.cases.models import RoleKind
from amparo.casework.cases.search import cases_to_compare, find_people
from amparo.casework.cases.services.people import (
    Detail,
    Particulars,
    bring_into_case,
    change_person,
)
from amparo.errors import Refused
from tests.cast import NOW, OPENED_ON, VICTIM_NAME, open_one

pytestmark = pytest.mark.django_db

KNOWN = Particulars(
    "Maria Santos",
    (
        Detail("alias", "Mary Saints"), Detail("nickname", "Bing"),
        Detail("phone", "+63 917 555 0142"), Detail("agency_number", "WCPC-2024/017"),
    ),
)  # fmt: skip


@pytest.fixture
def maria(cast):
    return bring_into_case(
        by=cast.alma, at=NOW, case=cast.case, person=KNOWN, role=RoleKind.WITNESS, on=OPENED_ON
    )


def found(by, text, at=NOW):
    return {match.person: match.because for match in find_people(by=by, at=at, text=text)}


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Maria Santos", "the same name"),
        ("MARÍA  santos", "the same name"),
        ("Marya Santo", "spelt alike"),
        ("Santos, Maria", "spelt alike"),
        ("Meria Sentos", "sounds the same"),
        ("Mary Saints", "the same name"),
        ("Bing", "the same name"),
        ("Santos", "part of the name"),
        ("+63 917 555 0142", "the same phone"),
        ("0917-555-0142", "the same phone"),
        ("(0917) 5550142", "the same phone"),
        ("WCPC-2024/017", "the same agency number"),
        ("wcpc 2024 017", "the same agency number"),
        ("WCPC2024017", "the same agency number"),
    ],
)
def test_she_is_found_by(text, because, cast, maria):
    assert found(cast.alma, text)[maria] == because


def test_names_that_sound_the_same_are_found(cast):
    filip = bring_into_case(
        by=cast.alma, at=NOW, case=cast.case, person=Particulars("Filip Kruz"),
        role=RoleKind.WITNESS, on=OPENED_ON,
    )  # fmt: skip
    assert found(cast.alma, "Phillippe Cruise") == {filip: "sounds the same"}


@pytest.mark.parametrize("text", ["Quirino Villafuerte", "0917 555 0199", "WCPC-2024/018"])
def test_she_is_not_found_by(text, cast, maria):
    assert maria not in found(cast.alma, text)


@pytest.mark.parametrize("name", ["carla", "dario", "eva", "nadia", "amira", "adan", "pilar"])
def test_nothing_is_told_of_others_cases(name, cast, maria):
    assert found(getattr(cast, name), "Maria Santos") == {}


@pytest.mark.parametrize("name", ["alma", "beni", "sofia"])
def test_the_team_and_its_supervisor_find_her(name, cast, maria):
    assert maria in found(getattr(cast, name), "Maria Santos")


def test_two_people_without_a_known_name_are_not_alike(cast):
    open_one(by=cast.alma, programme=cast.programme, name="not known")
    assert found(cast.alma, "Not known") == {}


def test_whoever_is_added_is_found_at_once(cast):
    assert found(cast.alma, "Marya Santo") == {}
    bring_into_case(
        by=cast.alma, at=NOW, case=cast.case, person=KNOWN, role=RoleKind.WITNESS, on=OPENED_ON
    )
    assert len(found(cast.alma, "Marya Santo")) == 1


def test_a_changed_name_is_found_and_the_old_one_is_not(cast, maria):
    assert maria in found(cast.alma, "Marya Santo")
    change_person(
        by=cast.alma, at=NOW, person=maria, version=1, given=Particulars("Josefina Dimaculangan")
    )
    assert maria not in found(cast.alma, "Marya Santo")
    assert maria in found(cast.alma, "Josephina Dimakulangan")


def test_a_search_is_in_the_trail_without_its_text(cast, maria):
    found(cast.alma, "Maria Santos")
    entry = Entry.objects.get(verb="people.searched")
    assert "Maria" not in f"{entry.reason}{entry.fields}{entry.object_id}{entry.kind}"


@pytest.mark.parametrize("text", ["", "Ma", " - ", "a b"])
def test_less_than_three_letters_are_refused(text, cast):
    with pytest.raises(Refused):
        find_people(by=cast.alma, at=NOW, text=text)


def test_one_search_too_many_in_an_hour_is_refused(cast, monkeypatch):
    monkeypatch.setattr(search, "SEARCHES_AN_HOUR", 2)
    found(cast.alma, "Maria")
    found(cast.alma, "Marya")
    with pytest.raises(Refused, match="in an hour"):
        find_people(by=cast.alma, at=NOW, text="Marie")


def test_the_limit_is_each_persons_own_and_passes(cast, monkeypatch):
    monkeypatch.setattr(search, "SEARCHES_AN_HOUR", 1)
    found(cast.alma, "Maria")
    assert found(cast.beni, "Quirino") == {}
    assert found(cast.alma, "Quirino", at=NOW + timedelta(minutes=61)) == {}


def test_a_like_name_in_anothers_case_is_one_to_compare(cast):
    assert cases_to_compare(by=cast.carla, texts=["Lurdes Batungbacal"]) == [cast.case]


def test_ones_own_case_is_not(cast):
    assert cases_to_compare(by=cast.alma, texts=[VICTIM_NAME]) == []


def test_a_shared_first_name_alone_is_not(cast):
    assert cases_to_compare(by=cast.carla, texts=["Lourdes"]) == []


def test_a_case_of_the_other_organisation_is_not(cast):
    assert cases_to_compare(by=cast.dario, texts=[VICTIM_NAME]) == []


@pytest.mark.parametrize("text", ["+63 917 555 0142", "0917 555 0142", "63-9175550142"])
def test_a_phone_is_compared_by_its_last_nine_digits(text):
    assert findable("phone", text) == "175550142"


def test_other_names_are_kept_beside_names(sealing_key):
    assert digest_of("nickname", "Bing") == digest_of("name", "bing")
