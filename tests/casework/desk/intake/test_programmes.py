import pytest

from amparo.casework.cases.models import Programme

pytestmark = pytest.mark.django_db


def typed(cast):
    return {
        "name": "Forced labour, San Isidro", "crime_type": "forced_labour", "pack": "ph",
        "jurisdiction": str(cast.place.pk), "starts_on": "1 January 2024",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["alma", "carla", "sofia", "eva", "nadia", "amira", "adan"])
def test_everyone_of_the_office_reads_them(name, as_):
    assert "Online exploitation, San Isidro" in as_(name).get("/programmes/").content.decode()


@pytest.mark.parametrize("name", ["dario", "pilar"])
def test_others_see_none_of_them(name, as_):
    assert "Online exploitation" not in as_(name).get("/programmes/").content.decode()


@pytest.mark.parametrize("name", ["alma", "nadia", "amira", "dario"])
def test_starting_and_changing_are_not_there_for(name, as_, cast):
    client = as_(name)
    assert client.post("/programmes/new/", typed(cast)).status_code == 404
    assert client.post(f"/programmes/{cast.programme.pk}/phase/").status_code == 404


@pytest.mark.parametrize("name", ["sofia", "adan"])
def test_one_is_started_by(name, as_, cast):
    answer = as_(name).post("/programmes/new/", typed(cast))
    assert answer["Location"] == "/programmes/"
    assert Programme.objects.get(name="Forced labour, San Isidro").office == cast.office


def test_the_same_name_twice_is_refused_in_the_form(as_, cast):
    answer = as_("sofia").post("/programmes/new/", typed(cast) | {"name": cast.programme.name})
    assert "is there already" in answer.content.decode()


def test_the_phase_changes(as_, cast):
    address = f"/programmes/{cast.programme.pk}/phase/"
    as_("sofia").post(address, {"phase": "reform", "version": 1})
    cast.programme.refresh_from_db()
    assert (cast.programme.phase, cast.programme.version) == ("reform", 2)


def test_whoever_changes_it_second_sees_both(as_, cast):
    address = f"/programmes/{cast.programme.pk}/phase/"
    client = as_("sofia")
    client.post(address, {"phase": "reform", "version": 1})
    assert client.post(address, {"phase": "sustain", "version": 1}).status_code == 409


def test_an_analyst_sees_the_number_of_cases_and_an_auditor_none(as_):
    assert as_("nadia").get("/programmes/").context["rows"][0].cells[-1] == "1"
    assert as_("amira").get("/programmes/").context["rows"][0].cells[-1] == ""
