"""The pages of recovery: what they show and hide, drafts that survive, forms that keep."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from amparo.casework.cases.models import Person, SafetyAlert
from amparo.casework.restore.instruments import own_instrument
from amparo.casework.restore.models import (
    Assessment,
    Draft,
    Ending,
    FollowUpVisit,
    HarmAgain,
    LoadedInstrument,
    Plan,
    PlanVersion,
    RiskAssessment,
    SafetyPlan,
    Threat,
    Training,
)
from amparo.casework.restore.services.drafts import Typed, read_draft
from amparo.casework.restore.services.plans import content_of
from amparo.web.dates import spoken_date
from tests.casework.restore.furnish import (
    DAY,
    NOTE,
    all_at,
    assess,
    furnish_restore,
    planned,
    threatened,
)
from tests.casework.restore.test_instruments import LICENSED
from tests.cast import SUSPECT_NAME, VICTIM_NAME

pytestmark = pytest.mark.django_db
OWN = own_instrument()


def at(cast, part=""):
    return f"/cases/{cast.case.code}/restore/{cast.victim.pk}/{part}"


def today():
    return spoken_date(timezone.localdate())


def sent(**typed):
    return {"token": str(uuid4()), "on": today(), **typed}


def begin(client, cast):
    answer = client.post(
        at(cast, "assess/"), {"instrument": OWN.key, "on": today(), "scored_for": "here"}
    )
    return answer["Location"]


def one(domain, score, note=NOTE):
    return {
        f"{what}-{item.code}": value
        for item in OWN.of(domain).items
        for what, value in (("score", score), ("note", note))
    }


def test_the_tab_and_the_page_name_nobody(cast, as_):
    furnish_restore(cast.case, cast.alma, cast.victim)
    client = as_(cast.alma)
    for address in (f"/cases/{cast.case.code}/restore/", at(cast), at(cast, "plan/")):
        page = client.get(address).text
        assert "Victim 1" in page
        assert VICTIM_NAME not in page
        assert SUSPECT_NAME not in page


def test_an_assessment_is_written_domain_by_domain_and_finished(cast, as_):
    client = as_(cast.alma)
    address = begin(client, cast)
    for domain in OWN.domain:
        assert domain.name in client.get(address).text
        address = client.post(address, one(domain.code, "3"))["Location"]
    assert client.post(address)["Location"] == at(cast)
    page = client.get(at(cast)).text
    assert "● Stable" in page
    assert Assessment.objects.get().scores.count() == 24


def test_what_is_typed_is_kept_at_once_and_after_a_dead_session(cast, as_):
    client = as_(cast.alma)
    address = begin(client, cast)
    kept = client.post(f"{address}?keep=1", {"score-abuse": "2", "note-abuse": "Half a sent"})
    assert (kept.status_code, kept.content) == (204, b"")
    client.logout()
    assert client.post(address, {"score-abuse": "3"}).status_code == 302  # to sign in
    again = as_(cast.alma)
    assert "not finished" in again.get(at(cast)).text
    assert "Half a sent" in again.get(begin(again, cast)).text
    draft = Draft.objects.select_related("case__key").get()
    assert read_draft(draft)["safety", "abuse"] == Typed("2", "Half a sent")


def test_finishing_too_early_says_what_is_missing_and_keeps_all(cast, as_):
    client = as_(cast.alma)
    address = begin(client, cast)
    client.post(address, one("safety", "3", ""))
    answer = client.post(address.replace("/safety/", "/finish/"))
    assert answer.status_code == 422
    assert "Safety: 3 without what the score rests on" in answer.text
    assert Draft.objects.count() == 1


def test_a_draft_of_another_is_not_there(cast, as_):
    address = begin(as_(cast.alma), cast)
    assert as_(cast.beni).get(address).status_code == 404
    assert as_(cast.sofia).post(f"{address}?keep=1", {"score-abuse": "1"}).status_code == 404


def test_the_page_for_their_own_eyes_shows_nothing_they_did_not_say_or_know(cast, as_):
    assess(cast.case, cast.victim, cast.alma, answers=all_at(2))
    assess(cast.case, cast.victim, cast.alma, DAY + timedelta(days=182), all_at(3))
    version = planned(cast.case, cast.victim, cast.alma)
    threatened(cast.case, cast.victim, cast.alma, suspect=cast.suspect)
    client = as_(cast.alma)
    client.post(at(cast, f"plan/versions/{version.pk}/agree/"), sent(kind="agreed", words=""))
    page = client.get(at(cast, "own/")).text
    for said in ("Your way so far", "Being safe", "Mostly all right", "sleep without fear",
                 "A lock for the door", "better in"):  # fmt: skip
        assert said in page
    for unsaid in (NOTE, "Suspect", "knows the school", "Victim", "Stable", "danger", "kappa",
                   "Alma Reyes'"):  # fmt: skip
        assert unsaid not in page.replace("Alma", "", 1)


def test_nobody_is_shown_a_goal_that_was_not_agreed(cast, as_):
    planned(cast.case, cast.victim, cast.alma)
    assert "sleep without fear" not in as_(cast.alma).get(at(cast, "own/")).text


def test_a_plan_is_written_agreed_and_approved_through_its_pages(cast, as_):
    assess(cast.case, cast.victim, cast.alma, answers=all_at(3, legal=1))
    client = as_(cast.alma)
    assert "Legal protection is red and has no goal" in client.get(at(cast, "plan/")).text
    client.post(at(cast, "plan/legal/goal/"), {"version": 1, "words": "A card of my own"})
    goal = content_of(Plan.objects.select_related("case__key").get()).goals[0]
    action = {"version": 2, "what": "Ask the registry", "owner": str(cast.alma.pk), "who": "",
              "due_on": today()}  # fmt: skip
    client.post(at(cast, f"plan/goals/{goal.id}/action/"), action)
    client.post(
        at(cast, "plan/legal/"), {"version": 3, "strengths": "Reads well", "needs": "A card"}
    )
    assert "Make a version" in client.get(at(cast, "plan/")).text
    review = spoken_date(timezone.localdate() + timedelta(days=60))
    client.post(at(cast, "plan/version/"), sent(review_on=review))
    version = PlanVersion.objects.get()
    there = at(cast, f"plan/versions/{version.pk}/")
    client.post(f"{there}agree/", sent(kind="agreed", words="Yes"))
    sofia = as_(cast.sofia)
    assert "Approve it" in sofia.get(there).text
    sofia.post(f"{there}approve/", sent())
    page = client.get(at(cast, "plan/")).text
    assert "In force" in page
    assert "“A card of my own”" in page
    assert client.get(there).status_code == 200


def test_two_who_write_at_once_are_told(cast, as_):
    planned(cast.case, cast.victim, cast.alma)
    answer = as_(cast.beni).post(at(cast, "plan/social/"), {"version": 1, "strengths": "An aunt"})
    assert answer.status_code == 409
    assert "Somebody changed this plan first" in answer.text


def test_safety_is_written_through_its_pages(cast, as_):
    client = as_(cast.alma)
    asked = {f"asks-{name}": "unknown" for name in (
        "contact_now", "threatened", "worse", "free", "case_soon", "powerful", "depends", "self",
        "children", "alone", "fears")}  # fmt: skip
    client.post(
        at(cast, "danger/"), sent(**asked, **{"asks-weapon": "yes"}, level="some", words="")
    )
    client.post(at(cast, "safety-plan/"), sent(people="Aunt Celia", steps="Lock the door"))
    client.post(at(cast, "contact/"), sent(channel="phone", hours="9 to 11", message="no"))
    client.post(
        at(cast, "threats/add/"),
        sent(whom="survivor", how="phone", words="He rang", suspect=str(cast.suspect.pk),
             hearing="", was_reported="no"),
    )  # fmt: skip
    assert RiskAssessment.objects.get().level == "some"
    assert SafetyPlan.objects.count() == Threat.objects.count() == 1
    page = client.get(at(cast)).text
    for said in ("A weapon or choking was part of it", "Aunt Celia", "By phone, 9 to 11", "He rang",
                 "Before the trial", "Suspect 1"):  # fmt: skip
        assert said in page


def test_the_way_back_is_written_through_its_pages(cast, as_):
    client = as_(cast.alma)
    client.post(at(cast, "home/"), sent(reason="She chose to"))
    client.post(at(cast, "visit/"), sent(reached="yes", safe="no", words="He came by", next_on=""))
    client.post(at(cast, "harm/"), sent(kind="violence", words=""))
    client.post(at(cast, "feedback/"), sent(helped="yes", respected="partly", words=""))
    assert FollowUpVisit.objects.get().is_safe is False
    assert HarmAgain.objects.count() == 1
    assert SafetyAlert.objects.filter(resolved_at=None).count() == 2
    assert "No fault of theirs" in client.get(at(cast)).text
    assert client.get(at(cast, "return/neighbours/")).status_code == 404


def test_ending_says_what_is_missing_and_ends_otherwise_and_goes_on_again(cast, as_):
    client = as_(cast.alma)
    answer = client.post(at(cast, "end/"), sent(reason="restored", says="agrees", words=""))
    assert answer.status_code == 422
    assert "Nothing has been assessed yet" in answer.text
    client.post(at(cast, "end/"), sent(reason="declined", says="agrees", words=""))
    assert Ending.objects.get().reason == "declined"
    page = client.get(at(cast)).text
    assert "The survivor no longer wants help" in page
    client.post(at(cast, "resume/"), sent())
    assert "Aftercare ended" not in client.get(at(cast)).text


def test_the_rule_stands_on_the_page_with_its_reasons(cast, as_):
    assess(cast.case, cast.victim, cast.alma, answers=all_at(3, social=2))
    page = as_(cast.alma).get(at(cast)).text
    for said in ("Every domain is at 3 or above", "below 3: Social support 2.0", "Not yet",
                 "The survivor has not been asked"):  # fmt: skip
        assert said in page


def test_an_instrument_is_loaded_from_a_file_and_its_assessors_named(cast, as_):
    client = as_(cast.sofia)
    file = SimpleUploadedFile("scale.toml", LICENSED.replace("needs_goal", "goal").encode())
    refused = client.post("/instruments/load/", {"file": file})
    assert refused.status_code == 422
    assert "goal is unknown" in refused.text
    client.post("/instruments/load/", {"file": SimpleUploadedFile("s.toml", LICENSED.encode())})
    assert LoadedInstrument.objects.values_list("code", "version").get() == ("sample.scale", "2.1")
    client.post(
        "/instruments/training/add/",
        {"user": str(cast.alma.pk), "instrument": "sample.scale/2.1", "on": today()},
    )
    page = client.get("/instruments/").text
    assert "A licensed scale, version 2.1" in page
    assert "Alma Reyes" in page
    row = Training.objects.get()
    client.post(f"/instruments/training/{row.pk}/end/", {"on": today()})
    assert "training is recorded." in client.get("/instruments/").text


def test_each_look_at_an_assessment_is_written_down(cast, as_):
    row = assess(cast.case, cast.victim, cast.alma)
    page = as_(cast.beni).get(at(cast, f"assessments/{row.pk}/")).text
    assert NOTE in page
    assert "Beni Cruz" in as_(cast.alma).get(f"/cases/{cast.case.code}/looked/").text


def test_a_correction_and_a_second_score_begin_from_the_assessment(cast, as_):
    row = assess(cast.case, cast.victim, cast.alma)
    client = as_(cast.alma)
    there = at(cast, f"assessments/{row.pk}/")
    assert "/drafts/" in client.post(f"{there}correct/")["Location"]
    assert "/drafts/" in as_(cast.beni).post(f"{there}second/")["Location"]
    assert Draft.objects.filter(second_of=row).get().by == cast.beni
    page = as_(cast.beni).get(there, follow=True).text
    assert "The first scores open when you have finished" in page
    assert NOTE not in page


def test_a_person_who_is_no_survivor_has_no_page(cast, as_):
    other = Person.objects.get(pk=cast.suspect.pk)
    place = f"/cases/{cast.case.code}/restore/{other.pk}/"
    assert as_(cast.alma).get(place).status_code == 404
