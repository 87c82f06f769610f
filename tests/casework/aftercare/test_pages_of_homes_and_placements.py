"""The pages of homes and of where survivors live: forms that keep, and no address anywhere."""

from uuid import uuid4

import pytest
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.casework.aftercare.models import BedHold, Home, Placement, StandardsCheck
from amparo.directory.models import Unit
from amparo.directory.packs import code_list
from amparo.web.dates import spoken_date
from tests.casework.aftercare.furnish import ADDRESS, district_of
from tests.cast import VICTIM_NAME

pytestmark = pytest.mark.django_db


def typed(**given) -> dict[str, object]:
    return {"token": str(uuid4()), **given}


def today() -> str:
    return spoken_date(timezone.localdate())


def of_case(cast, part="") -> str:
    return f"/cases/{cast.case.code}/services/{part}"


def placed(cast, client, home, **given):
    answer = client.post(
        of_case(cast, "place/"),
        typed(person=str(cast.victim.pk), kind="short", home=str(home.pk), on=today(), **given),
    )
    assert answer.status_code == 302
    return Placement.objects.get()


def test_a_home_is_entered_found_and_changed(cast, as_):
    client = as_(cast.sofia)
    unit = Unit.objects.create(institution=cast.other_office, name="Upper house")
    given = {"called": "Casa Sol", "place": str(district_of(cast.place).pk), "capacity": 3,
             "youngest": 0, "address": ADDRESS, "unit": str(unit.pk)}  # fmt: skip
    client.post("/homes/add/", typed(**given))
    home = Home.objects.get()
    assert "3 of 3" in client.get("/homes/").text
    page = client.get(f"/homes/{home.pk}/change/").text
    assert ADDRESS not in page
    client.post(f"/homes/{home.pk}/change/", {**given, "version": 1, "capacity": 4, "address": ""})
    home.refresh_from_db()
    assert (home.capacity, home.words("address")) == (4, ADDRESS)


def test_a_caseworker_enters_no_home(cast, as_):
    assert as_(cast.alma).get("/homes/add/").status_code == 404
    assert "Enter a home" not in as_(cast.alma).get("/homes/").text


def test_no_page_but_one_tells_the_address(cast, home, as_):
    client = as_(cast.alma)
    placed(cast, client, home)
    pages = [client.get(place).text for place in (
        "/homes/", f"/homes/{home.pk}/", f"/homes/{home.pk}/hold/", of_case(cast),
        of_case(cast, "place/"), f"/cases/{cast.case.code}/timeline/",
    )]  # fmt: skip
    assert [ADDRESS in page for page in pages] == [False] * 6
    assert client.post(f"/homes/{home.pk}/address/").status_code == 404
    assert not Entry.objects.filter(verb="home.address_seen").exists()


def test_the_escort_named_on_the_page_sees_it(cast, home, as_):
    client = as_(cast.alma)
    client.post(
        f"/homes/{home.pk}/hold/",
        typed(n=1, from_on=today(), until_on=today(), code=cast.case.code, why="The journey"),
    )
    bed = BedHold.objects.get()
    client.post(of_case(cast, f"beds/{bed.pk}/escort/"), {"escort": str(cast.beni.pk)})
    page = as_(cast.beni).post(f"/homes/{home.pk}/address/")
    assert ADDRESS in page.text
    assert client.post(f"/homes/{home.pk}/address/").status_code == 404
    client.post(f"/homes/holds/{bed.pk}/release/")
    assert as_(cast.beni).post(f"/homes/{home.pk}/address/").status_code == 404


def test_standards_are_checked_one_by_one(cast, home, as_):
    client = as_(cast.sofia)
    codes = [code for code, _ in code_list("home_standards").choices(on=timezone.localdate())]
    answers = {f"item_{code}": "working" for code in codes} | {"item_fire_exits": "missing"}
    given = typed(on=today(), next_due_on="1 March 2199", words="Told to mend it", **answers)
    left = {key: value for key, value in given.items() if key != "item_food"}
    assert client.post(f"/homes/{home.pk}/check/", left).status_code == 422
    assert client.post(f"/homes/{home.pk}/check/", given).status_code == 302
    assert StandardsCheck.objects.count() == 1
    page = client.get(f"/homes/{home.pk}/").text
    assert "1 essential fails" in page
    assert "Told to mend it" in page


def test_a_survivor_is_placed_and_the_stay_ends(cast, home, as_):
    client = as_(cast.alma)
    assert "No placement recorded" in client.get(of_case(cast)).text
    stay = placed(cast, client, home, words="Afraid of the dark")
    page = client.get(of_case(cast)).text
    assert "Casa Luz, Northern District" in page
    assert "Afraid of the dark" in page
    assert VICTIM_NAME not in page
    client.post(of_case(cast, f"placements/{stay.pk}/end/"), {"on": today(), "why": "to_family"})
    assert "Went to live with family" in client.get(of_case(cast)).text


def test_a_home_that_is_full_says_so_and_nothing_is_lost(cast, home, as_):
    home_full = BedHold(home=home, n=2, from_on=timezone.localdate(),
                        until_on=timezone.localdate(), why_sealed=b"", held_by=cast.sofia,
                        held_at=timezone.now())  # fmt: skip
    home_full.save()
    answer = as_(cast.alma).post(
        of_case(cast, "place/"),
        typed(person=str(cast.victim.pk), kind="short", home=str(home.pk), on=today(),
              words="Typed with one thumb"),
    )  # fmt: skip
    assert answer.status_code == 422
    assert "There is no bed for all of these days" in answer.text
    assert "Typed with one thumb" in answer.text


def test_a_stay_entered_wrongly_is_taken_back(cast, home, as_):
    client = as_(cast.alma)
    stay = placed(cast, client, home)
    client.post(of_case(cast, f"placements/{stay.pk}/take-back/"), {"reason": "Wrong girl"})
    assert "No placement recorded" in client.get(of_case(cast)).text
