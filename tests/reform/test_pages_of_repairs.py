"""The pages of repairs, from a cause to a problem, its repair, its plan and its verdict."""

from datetime import date

import pytest

from amparo.casework.cases.models import Breakdown
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.reform.models import DetectorSwitch, Exposure, Intervention, Registration, SystemProblem
from tests.casework.cases.acting import happened
from tests.casework.desk.conftest import as_
from tests.cast import NOW, OPENED_ON
from tests.reform.repairing import a_repair
from tests.reform.test_problems_and_repairs import registered

__all__ = ["as_"]


def sent(answer):
    """What a browser would send without a key pressed."""
    form = answer.context["form"]
    return {
        name: form[name].value() if form[name].value() is not None else "" for name in form.fields
    }


def test_a_cause_leads_to_its_units_and_to_a_problem(cast, as_):
    registered(cast)
    client = as_(cast.nadia)
    page = client.get("/repairs/").text
    assert "It broke 5 of the 13 cases" in page or "It broke 5 of the 12 cases" in page
    one = client.get("/repairs/cause/?cause=B15&step=investigate").text
    assert "Station 7" in one
    assert "/repairs/problems/new/?cause=B15" in one
    assert "/where-it-breaks/opportunities/?by=station" in one


def test_from_a_problem_to_a_registered_plan(cast, as_):
    registered(cast)
    client = as_(cast.sofia)
    opened = client.get("/repairs/problems/new/?cause=B15")
    client.post(
        "/repairs/problems/new/",
        {**sent(opened), "title": "No scene is reached", "on": "1 March 2024"},
    )
    problem = SystemProblem.objects.get()
    place = f"/repairs/problems/{problem.pk}/"
    designed = client.get(f"{place}repair/")
    assert designed.context["form"]["kind"].value() == "resources"
    client.post(f"{place}repair/", {**sent(designed), "name": "A motorcycle", "what": "One"})
    made = Intervention.objects.get()
    acting = client.get(f"/repairs/{made.pk}/act/")
    client.post(f"/repairs/{made.pk}/act/", {
        **sent(acting), "place": f"u:{cast.station.pk}", "is_planned": "yes", "from_on": "1 May 2030",
    })  # fmt: skip
    assert Exposure.objects.get().is_planned
    plan = sent(client.get(f"/repairs/{made.pk}/plan/"))
    answer = client.post(f"/repairs/{made.pk}/plan/", {
        **plan, "step": "Referral received|Complaint presented", "by": "station", "expected": "-20",
        "why": "As elsewhere",
    })  # fmt: skip
    assert answer.status_code == 302
    row = Registration.objects.get()
    assert (row.is_before, row.plan["units"]) == (True, {"Station 7": "2030-05-01"})
    page = client.get(f"/repairs/{made.pk}/").text
    assert "before the repair began" in page
    assert "As registered" in page


def test_the_design_is_proposed_with_its_reason_and_a_wedge_needs_the_lot(cast, as_):
    registered(cast)
    made = a_repair(cast)
    client, place = as_(cast.sofia), f"/repairs/{made.pk}/plan/"
    page = client.get(place)
    assert "Does not fit: Nobody drew by lot who is repaired when." in page.text
    assert page.context["form"]["method"].value() == "files"
    given = {**sent(page), "step": "Referral received|Complaint presented", "by": "station",
             "expected": "-20", "why": "Elsewhere it did"}  # fmt: skip
    refused = client.post(place, {**given, "method": "wedge"})
    assert "needs an order that was drawn by lot" in refused.text
    client.post(place, given)
    row = Registration.objects.get()
    assert row.plan["method"] == "files"
    assert "Files read before and after" in client.get(f"/repairs/{made.pk}/").text


def test_a_repair_without_a_plan_is_not_judged_and_says_what_to_do(cast, as_):
    made = a_repair(cast)
    answer = as_(cast.nadia).post(f"/repairs/{made.pk}/judge/", follow=True)
    assert "register one first" in answer.text


def test_the_button_lets_the_detectors_look_and_the_switch_needs_a_reason(cast, as_):
    happened(cast, "rescue.complaint_registered", after=1, unit=cast.station)
    client = as_(cast.nadia)
    assert "proposed" in client.post("/repairs/detectors/look/", follow=True).text
    assert Breakdown.objects.filter(found_by="scene_late").exists()
    place = "/repairs/detectors/turn/?detector=scene_late"
    assert client.post(place, {"reason": ""}).status_code == 422
    client.post(place, {"reason": "All online"})
    assert not DetectorSwitch.objects.get().is_on


def test_a_second_rater_codes_from_the_queue(cast, as_):
    row = note_breakdown(
        by=cast.alma, at=NOW, case=cast.case, cause="B15", on=OPENED_ON, followed="Nobody came."
    )
    client = as_(cast.beni)
    page = client.get("/repairs/second/")
    assert "Nobody came." in page.text
    assert "The scene is visited late" not in page.text
    client.post(f"/repairs/second/{row.pk}/", {"cause": "B15"})
    assert row.codings.get().coded_by == cast.beni
    assert client.get(f"/repairs/second/{row.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["eva", "pilar", "amira", "adan"])
def test_whoever_has_no_exact_figures_finds_none_of_it(cast, as_, who):
    client = as_(getattr(cast, who))
    assert {
        client.get(p).status_code
        for p in ("/repairs/", "/repairs/problems/", "/repairs/detectors/")
    } == {404}


def test_a_caseworker_sees_the_portfolio_and_does_not_manage_it(cast, as_):
    a_repair(cast, acts_from=date(2024, 2, 1))
    client = as_(cast.alma)
    assert "A motorcycle for the station" in client.get("/repairs/problems/").text
    assert client.get("/repairs/problems/new/").status_code == 404
