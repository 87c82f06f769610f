"""The pages of suspects: no names unasked, forms that keep, taking back, the dossier."""

from uuid import uuid4

import pytest
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.casework.cases.models import Milestone, SafetyDuty
from amparo.casework.restrain.models import (
    ArrestCheck,
    BailBreach,
    BailDecision,
    ProtectiveOrder,
    Source,
    SuspectFile,
    Tie,
    Warrant,
)
from amparo.web.dates import spoken_date
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW, SAFE_CONTACT, SUSPECT_NAME, VICTIM_NAME

pytestmark = pytest.mark.django_db


def address(cast, part="") -> str:
    return f"/cases/{cast.case.code}/suspects/{part}"


def of_suspect(cast, part="") -> str:
    return address(cast, f"{cast.suspect.pk}/{part}")


def today() -> str:
    return spoken_date(timezone.localdate())


def dated(**typed) -> dict[str, object]:
    return {"token": str(uuid4()), "on": "3 March 2024", **typed}


SOURCE = {
    "kind": "informant", "told": "Sleeps at the green house", "who": "The tricycle driver",
    "reliability": "4x4 B", "credibility": "4x4 2",
}  # fmt: skip


def test_the_tab_leads_to_the_suspects(cast, as_):
    page = as_(cast.alma).get(f"/cases/{cast.case.code}/").text
    assert f'href="{address(cast)}"' in page


def test_the_list_calls_nobody_by_name(cast, as_):
    page = as_(cast.alma).get(address(cast)).text
    assert "Suspect 1" in page
    assert SUSPECT_NAME not in page
    assert "Where to find the person" in page


def test_a_case_without_suspects_says_what_to_do(cast, second, as_):
    cast.case.roles.filter(role="suspect").delete()
    assert "Nobody is suspected yet" in as_(cast.alma).get(address(cast)).text


def test_the_page_names_nobody_until_asked(cast, as_):
    client = as_(cast.alma)
    client.post(of_suspect(cast, "sources/add/"), dated(**SOURCE))
    page = client.get(of_suspect(cast)).text
    assert "Sleeps at the green house" in page
    assert "B2 (4x4)" in page
    assert "tricycle" not in page
    assert SUSPECT_NAME not in page


def test_names_and_sources_are_shown_on_request_and_written_down(cast, as_):
    client = as_(cast.alma)
    client.post(of_suspect(cast, "sources/add/"), dated(**SOURCE))
    page = client.post(of_suspect(cast, "names/")).text
    assert SUSPECT_NAME in page
    assert "The tricycle driver" in page
    assert Entry.objects.filter(verb="person.seen", object_id=str(cast.suspect.pk)).count() == 1


def test_a_source_sent_twice_is_kept_once(cast, as_):
    client, typed = as_(cast.alma), dated(**SOURCE)
    client.post(of_suspect(cast, "sources/add/"), typed)
    assert client.post(of_suspect(cast, "sources/add/"), typed).status_code == 302
    assert Source.objects.count() == 1


def test_grades_of_two_schemes_are_sent_back(cast, as_):
    answer = as_(cast.alma).post(
        of_suspect(cast, "sources/add/"), dated(**{**SOURCE, "credibility": "6x6 5"})
    )
    assert (answer.status_code, Source.objects.count()) == (422, 0)
    assert "Grade both by the same scheme" in answer.text


def test_how_to_find_them_is_kept_and_shown(cast, as_):
    client = as_(cast.beni)
    client.post(
        of_suspect(cast, "find/"),
        {"version": 0, "description": "Tall", "whereabouts": "Pier 2", "needs_warrant": "no"},
    )
    assert SuspectFile.objects.get().needs_warrant is False
    assert "Pier 2" in client.get(of_suspect(cast)).text


@pytest.mark.parametrize(("part", "relation"), [("associates", "kin"), ("venues", "business")])
def test_a_tie_is_kept_and_shown_on_request(cast, as_, part, relation):
    client = as_(cast.alma)
    client.post(of_suspect(cast, f"{part}/add/"), dated(relation=relation, who="Bar Malaya"))
    assert Tie.objects.count() == 1
    assert "Bar Malaya" not in client.get(of_suspect(cast)).text
    assert "Bar Malaya" in client.post(of_suspect(cast, "names/")).text


def test_a_warrant_and_what_became_of_it(cast, as_):
    client = as_(cast.beni)
    client.post(of_suspect(cast, "warrants/add/"), dated(court=str(cast.court.pk), number="W-7"))
    warrant = Warrant.objects.get()
    assert warrant.court == cast.court
    client.post(
        address(cast, f"warrants/{warrant.pk}/"), dated(what="not_executed", reason="not_tried")
    )
    page = client.get(of_suspect(cast)).text
    assert "Not carried out: nobody tried" in page
    assert "W-7" not in page


def test_an_arrest_is_verified_by_name_and_day(cast, as_):
    arrest = happened(cast, "restrain.arrested", person=cast.suspect)
    client = as_(cast.beni)
    assert "Not verified yet" in client.get(of_suspect(cast)).text
    client.post(address(cast, f"arrests/{arrest.pk}/"), dated(is_confirmed="yes", how="seen"))
    assert ArrestCheck.objects.get().recorded_by == cast.beni
    assert "Our own team saw the person in custody, Beni Cruz" in client.get(of_suspect(cast)).text


def test_bail_with_conditions_and_a_breach(cast, as_):
    client = as_(cast.beni)
    client.post(
        of_suspect(cast, "bail/add/"),
        dated(
            decision="conditional", conditions=["no_contact"], terms="Not near the school",
            risk_was_told="no",
        ),
    )  # fmt: skip
    row = BailDecision.objects.get()
    assert (row.risk_was_told, row.conditions.get().kind) == (False, "no_contact")
    client.post(
        address(cast, f"bail/{row.pk}/breach/"),
        dated(condition=str(row.conditions.get().pk), words="He called", on="4 March 2024"),
    )
    page = client.get(of_suspect(cast)).text
    assert BailBreach.objects.count() == 1
    assert "Not near the school" in page
    assert "No contact with the survivor: He called" in page


def test_conditions_missing_are_asked_for_and_nothing_typed_is_lost(cast, as_):
    answer = as_(cast.beni).post(
        of_suspect(cast, "bail/add/"), dated(decision="conditional", words="Ill health")
    )
    assert answer.status_code == 422
    assert "Ill health" in answer.text
    assert not BailDecision.objects.exists()


def test_a_protective_order_from_asking_to_service(cast, as_):
    client = as_(cast.beni)
    client.post(of_suspect(cast, "orders/add/"), dated(protects=str(cast.victim.pk)))
    order = ProtectiveOrder.objects.get()
    client.post(address(cast, f"orders/{order.pk}/"), dated(what="granted", until="3 March 2090"))
    page = client.get(of_suspect(cast)).text
    assert "In force, not served" in page
    client.post(address(cast, f"orders/{order.pk}/"), dated(what="served", on="4 March 2024"))
    assert "Served: the person has it in hand" in client.get(of_suspect(cast)).text


def test_what_was_entered_wrongly_is_taken_back_with_a_reason(cast, as_):
    client = as_(cast.beni)
    client.post(of_suspect(cast, "bail/add/"), dated(decision="own_word"))
    row = BailDecision.objects.get()
    undo = address(cast, f"facts/bail/{row.pk}/take-back/")
    assert client.post(undo, {"reason": ""}).status_code == 422
    assert client.post(undo, {"reason": "Another accused"}).status_code == 302
    assert not Milestone.objects.filter(type="restrain.bailed").current().exists()


@pytest.mark.parametrize("part", ["facts/nothing/{}/take-back/", "facts/order/{}/take-back/"])
def test_a_fact_of_another_kind_is_not_there(cast, as_, part):
    as_(cast.beni).post(of_suspect(cast, "bail/add/"), dated(decision="own_word"))
    wrong = address(cast, part.format(BailDecision.objects.get().pk))
    assert as_(cast.beni).get(wrong).status_code == 404


def test_a_suspect_of_another_case_is_not_there(cast, second, as_):
    assert (
        as_(cast.alma).get(f"/cases/{second.code}/suspects/{cast.suspect.pk}/").status_code == 404
    )


def test_the_dossier_gathers_what_bears_on_bail_without_the_name(cast, second, as_):
    happened(cast, "restore.threat_reported", person=cast.victim, note="A message")
    happened(cast, "restrain.at_large", person=cast.suspect, after=1)
    page = as_(cast.alma).get(of_suspect(cast, "risk/")).text
    assert "Threat reported" in page
    assert "Not found, at large" in page
    assert "Nothing is recorded of breaches, earlier releases." in page
    assert SUSPECT_NAME not in page
    assert VICTIM_NAME not in page
    assert "A message" not in page


def test_the_dossier_counts_other_cases_and_tells_of_none(cast, second, as_):
    happened(cast, "restrain.at_large", person=cast.suspect)
    page = as_(cast.alma).get(of_suspect(cast, "risk/")).text
    assert "Suspect in other cases of the office" in page
    assert second.code not in page


def test_the_name_is_put_on_the_dossier_on_request_and_written_down(cast, as_):
    page = as_(cast.alma).post(of_suspect(cast, "risk/names/")).text
    assert SUSPECT_NAME in page
    assert Entry.objects.filter(verb="person.seen").count() == 1


def test_a_duty_shows_how_to_reach_the_survivor_and_nothing_of_the_other_case(cast, second, as_):
    happened(cast, "restrain.bailed", person=cast.suspect, note="Heard at the market")
    duty = SafetyDuty.objects.get(case=second)
    page = as_(cast.carla).get(f"/cases/{second.code}/safety/{duty.pk}/").text
    assert SAFE_CONTACT in page
    assert "in another case of the office" in page
    assert "Heard at the market" not in page
    assert cast.case.code not in page
    assert SUSPECT_NAME not in page


def test_a_duty_is_not_there_for_another_team(cast, second, as_):
    happened(cast, "restrain.bailed", person=cast.suspect)
    duty = SafetyDuty.objects.get(case=second)
    assert as_(cast.alma).get(f"/cases/{second.code}/safety/{duty.pk}/").status_code == 404


def test_checking_and_telling_are_recorded_from_the_page(cast, as_):
    happened(cast, "restrain.bailed", person=cast.suspect)
    duty, client = SafetyDuty.objects.get(), as_(cast.alma)
    place = f"/cases/{cast.case.code}/safety/{duty.pk}/"
    client.post(f"{place}check/", {"version": 1, "is_safe": "yes", "found": "At the shelter"})
    told = {"version": 2, "was_told": "yes", "on": today(), "words": "By her aunt"}
    asked = client.post(f"{place}tell/", {**told, "through": "through"})
    assert "This is not the safe way that is recorded" in asked.text
    client.post(f"{place}tell/", {**told, "through": "through", "otherwise": "She asked for it"})
    page = client.get(place).text
    assert "Safe. At the shelter" in page
    assert f"Told on {today()}, through somebody they trust. By her aunt (Alma Reyes)" in page
    assert "Not by the safe way: She asked for it" in page
    assert "Checked and told" in client.get(address(cast)).text


def test_today_lists_whoever_waits_in_a_closed_file_too(cast, as_):
    from amparo.casework.cases.services.opening import close_case

    close_case(by=cast.alma, at=NOW, case=cast.case, on=DAY, reason="transferred")
    happened(cast, "restrain.released", person=cast.suspect)
    duty, client = SafetyDuty.objects.get(), as_(cast.alma)
    place = f"/cases/{cast.case.code}/safety/{duty.pk}/"
    assert place in client.get("/").text
    assert place in client.get("/safety/").text


def test_ticking_its_task_off_leads_to_the_duty(cast, as_):
    happened(cast, "restrain.bailed", person=cast.suspect)
    duty = SafetyDuty.objects.get()
    answer = as_(cast.alma).get(f"/tasks/{duty.tell_task_id}/done/")
    assert answer["Location"] == f"/cases/{cast.case.code}/safety/{duty.pk}/"


def test_the_list_of_those_who_wait_is_each_teams_own(cast, second, as_):
    happened(cast, "restrain.bailed", person=cast.suspect)
    page = as_(cast.carla).get("/safety/").text
    assert second.code in page
    assert cast.case.code not in page
