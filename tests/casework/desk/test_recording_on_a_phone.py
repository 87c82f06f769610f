"""What happened is recorded in two short steps, once, and corrected in the open."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from amparo.casework.cases.models import Milestone, RoleKind
from amparo.casework.cases.services.people import add_person, give_role
from amparo.web.dates import spoken_date
from tests.casework.cases.acting import happened
from tests.cast import NOW, OPENED_ON

ON = "1 February 2024"


def path(cast, part=""):
    return f"/cases/{cast.case.code}/{part}"


def hidden_token(page):
    return re.search(r'name="token" value="([0-9a-f-]{36})"', page.text)[1]


def typed(page, **facts):
    return {"token": hidden_token(page), "on": ON, "where": "", "source": "", "note": "", **facts}


def test_what_a_clock_waits_for_is_offered_first(cast, as_):
    happened(cast, "restrain.arrested", person=cast.suspect)
    page = as_(cast.alma).get(path(cast, "record/")).text
    waits, usual = page.index("A clock waits for this"), page.index("Usual next steps")
    assert waits < page.index("Brought before a court") < usual


def test_everything_else_is_under_it(cast, as_):
    assert "Venue or licence closed" in as_(cast.alma).get(path(cast, "record/")).text


def test_closing_is_not_offered_as_a_milestone_since_it_needs_a_reason(cast, as_):
    assert as_(cast.alma).get(path(cast, "record/restore.closed/")).status_code == 404


def test_today_and_the_only_person_that_fits_are_chosen_already(cast, as_):
    page = as_(cast.alma).get(path(cast, "record/restrain.arrested/")).text
    assert f'value="{spoken_date(timezone.localdate())}"' in page
    assert re.search(rf'value="{cast.suspect.pk}" id="\w+" checked', page)


def test_with_two_suspects_someone_must_choose(cast, as_):
    second = add_person(by=cast.alma, at=NOW, office=cast.office, name="Second Suspect")
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=second, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    client = as_(cast.alma)
    page = client.get(path(cast, "record/restrain.arrested/"))
    answer = client.post(path(cast, "record/restrain.arrested/"), typed(page))
    assert answer.status_code == 422
    assert "Choose who this is about" in answer.text


def test_the_place_last_used_is_chosen_already(cast, as_):
    happened(cast, "rescue.complaint_presented", unit=cast.station)
    page = as_(cast.alma).get(path(cast, "record/rescue.complaint_registered/")).text
    assert re.search(rf'value="u:{cast.station.pk}" selected', page)


def test_it_is_recorded_and_says_what_it_started(cast, as_):
    client = as_(cast.alma)
    page = client.get(path(cast, "record/restrain.arrested/"))
    answer = client.post(
        path(cast, "record/restrain.arrested/"),
        typed(page, person=str(cast.suspect.pk), where=f"u:{cast.station.pk}"),
        follow=True,
    )
    kept = Milestone.objects.get(type="restrain.arrested")
    assert (kept.happened_on, kept.unit, kept.person) == (
        date(2024, 2, 1), cast.station, cast.suspect,
    )  # fmt: skip
    assert "Recorded: Arrested, 1 February 2024." in answer.text
    assert "Delivery to the prosecutor or court, by 3 February 2024" in answer.text


def test_the_same_form_posted_twice_records_once(cast, as_):
    client = as_(cast.alma)
    page = client.get(path(cast, "record/rescue.verified/"))
    first = client.post(path(cast, "record/rescue.verified/"), typed(page))
    second = client.post(path(cast, "record/rescue.verified/"), typed(page))
    assert (first.status_code, second.status_code) == (302, 302)
    assert Milestone.objects.filter(type="rescue.verified").count() == 1


@pytest.mark.parametrize(
    ("text", "precision"), [("March 2023", "month"), ("2023", "year"), ("about June 2023", "about")]
)
def test_a_day_that_is_half_known_is_kept_as_such(cast, as_, text, precision):
    client = as_(cast.alma)
    page = client.get(path(cast, "record/rescue.verified/"))
    client.post(path(cast, "record/rescue.verified/"), typed(page, on=text))
    assert Milestone.objects.get(type="rescue.verified").precision == precision


def test_a_day_to_come_is_answered_in_the_form_and_nothing_typed_is_lost(cast, as_):
    client = as_(cast.alma)
    page = client.get(path(cast, "record/rescue.verified/"))
    soon = spoken_date(timezone.localdate() + timedelta(days=9))
    answer = client.post(
        path(cast, "record/rescue.verified/"), typed(page, on=soon, note="At the pier")
    )
    assert answer.status_code == 422
    assert "still to come" in answer.text
    assert "At the pier" in answer.text


def test_a_corrected_entry_stays_struck_with_its_reason(cast, as_):
    wrong = happened(cast, "rescue.verified", after=3)
    client = as_(cast.beni)
    client.post(
        f"/milestones/{wrong.pk}/correct/",
        {"on": ON, "where": "", "source": "", "note": "", "reason": "The memo says the 1st."},
    )
    page = client.get(path(cast, "timeline/")).text
    assert "No longer in force" in page
    assert "The memo says the 1st." in page
    assert "Corrected by Beni Cruz" in page


def test_a_withdrawn_entry_stays_struck(cast, as_):
    wrong = happened(cast, "rescue.verified")
    client = as_(cast.beni)
    client.post(f"/milestones/{wrong.pk}/withdraw/", {"reason": "It was another case."})
    assert "It was another case." in client.get(path(cast, "timeline/")).text
    assert not Milestone.objects.filter(type="rescue.verified").current().exists()


@pytest.mark.parametrize("act", ["correct", "withdraw"])
def test_what_was_corrected_cannot_be_corrected_again(cast, as_, act):
    wrong = happened(cast, "rescue.verified")
    client = as_(cast.beni)
    client.post(f"/milestones/{wrong.pk}/withdraw/", {"reason": "It was another case."})
    assert client.get(f"/milestones/{wrong.pk}/{act}/").status_code == 404


@pytest.mark.parametrize("name", ["carla", "dario", "eva", "pilar"])
def test_others_cannot_record(cast, as_, name):
    answer = as_(getattr(cast, name)).post(path(cast, "record/rescue.verified/"), {"on": ON})
    assert answer.status_code == 404
    assert not Milestone.objects.filter(type="rescue.verified").exists()
