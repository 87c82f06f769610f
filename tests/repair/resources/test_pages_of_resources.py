"""From what a station lacks to a motorcycle signed for, with its log, on the pages."""

from amparo.repair.resources.models import Asset, AssetLine, UnitCheck, Wanted
from tests.casework.desk.conftest import as_
from tests.reform.test_pages_of_repairs import sent
from tests.repair.resources.furnish import a_check, a_holder, approved, handed, standard

__all__ = ["as_"]


def test_a_visit_shows_what_falls_short_and_what_follows(cast, as_):
    client = as_(cast.alma)
    place = f"/resources/units/{cast.station.pk}/"
    assert "Station 7" in client.get("/resources/").text
    assert "Nobody has looked yet" in client.get(place).text
    form = sent(client.get(f"{place}check/"))
    typed = {
        name: "works" if value == "" and not name.endswith(("_there", "_works")) else value or "5"
        for name, value in form.items()
    }
    answer = client.post(f"{place}check/", {**typed, "vehicle": "there", "on": "1 March 2024"})
    assert answer.status_code == 302
    page = client.get(place).text
    assert "Falls short" in page
    assert "B01" in page
    assert f"{len(standard().needs) - 1} of {len(standard().needs)}" in page
    assert UnitCheck.objects.get().items.get(item="vehicle").n_working == 0


def test_a_thing_not_looked_at_is_asked_for(cast, as_):
    place = f"/resources/units/{cast.station.pk}/check/"
    answer = as_(cast.alma).post(place, {**sent(as_(cast.alma).get(place)), "on": "1 March 2024"})
    assert answer.status_code == 422
    assert "Say how it is: fuel" in answer.text


def test_from_a_request_to_a_hand_over(cast, as_):
    holder = a_holder(cast)
    asking, deciding = as_(cast.sofia), as_(cast.nadia)
    place = f"/resources/units/{cast.station.pk}/ask/?item=vehicle&quantity=1"
    asking.post(place, {**sent(asking.get(place)), "why": "Homes lie far", "on": "1 February 2024"})
    wanted = Wanted.objects.get()
    page = f"/resources/requests/{wanted.pk}/"
    assert "Another person approves" in asking.get(page).text
    refused = asking.post(
        f"{page}decide/", {**sent(asking.get(f"{page}decide/")), "decision": "approved"}
    )
    assert "You asked for this yourself" in refused.text
    deciding.post(
        f"{page}decide/", {**sent(deciding.get(f"{page}decide/")), "decision": "approved"}
    )
    given = sent(deciding.get(f"{page}hand-over/"))
    deciding.post(f"{page}hand-over/", {**given, "signed_by": str(holder.pk), "on": "1 March 2024"})
    assert Asset.objects.get().signed_by == holder
    assert "Handed over" in deciding.get(page).text


def test_a_log_links_the_case_for_its_team_alone(cast, as_):
    asset = handed(cast, approved(cast), a_holder(cast))
    place, client = f"/resources/things/{asset.pk}/", as_(cast.alma)
    form = sent(client.get(f"{place}use/"))
    used = {**form, "n_trips": "2", "n_scenes": "1", "on": "1 March 2024"}
    wrong = as_(cast.carla).post(f"{place}use/", {**used, "code": cast.case.code})
    assert "You may open no case of this code" in wrong.text
    client.post(f"{place}use/", {**used, "code": cast.case.code.lower()})
    assert AssetLine.objects.get().case == cast.case
    assert cast.case.code in client.get(place).text
    assert cast.case.code not in as_(cast.carla).get(place).text
    assert "A case" in as_(cast.carla).get(place).text
    assert 'name="code"' not in as_(cast.nadia).get(f"{place}use/").text


def test_a_line_is_taken_back_and_kept(cast, as_):
    asset, client = handed(cast, approved(cast), a_holder(cast)), as_(cast.alma)
    place = f"/resources/things/{asset.pk}/use/"
    client.post(place, {**sent(client.get(place)), "n_trips": "2", "on": "1 March 2024"})
    back = f"/resources/lines/{AssetLine.objects.get().pk}/?take-back=1"
    client.post(back, {**sent(client.get(back)), "words": "Another station's"})
    assert AssetLine.objects.count() == 2
    assert "Nothing is noted yet" in client.get(f"/resources/things/{asset.pk}/").text


def test_equity_says_what_is_missing(cast, as_):
    a_check(cast)
    page = as_(cast.nadia).get("/resources/areas/").text
    assert "cannot be compared yet" in page
    place = "/resources/areas/enter/"
    answer = as_(cast.nadia).post(
        place, {"area": str(cast.place.pk), "percent": "21.5", "year": "2021", "source": "Census"}
    )
    assert answer.status_code == 302
    assert "Census, 2021" in as_(cast.nadia).get("/resources/areas/").text
