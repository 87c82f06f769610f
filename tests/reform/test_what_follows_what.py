"""The map of the office's own milestones: what follows what, and what is done again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from amparo.casework.cases.models import RoleKind
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.people import add_person, give_role
from amparo.errors import CannotEstimate
from amparo.reform.selectors import Asked
from amparo.reform.selectors.process import Detail, process_for
from tests.cast import OPENED_ON

TODAY = date(2024, 6, 1)
LATER = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
ADDRESS = "/where-it-breaks/map/"


def happens(cast, kind, days, person=None):
    return record_milestone(
        by=cast.alma, at=LATER, case=cast.case, type=kind, on=OPENED_ON + timedelta(days=days),
        person=person,
    )  # fmt: skip


def found(user, detail=Detail.STAGES, **asked):
    return process_for(user, Asked(**asked), detail=detail, least=0.02, today=TODAY)


def ways(process):
    return process.whole.frame.select("source", "target", "count", "median_days").rows()


@pytest.fixture
def heard(cast):
    """A complaint, two arrests, a charge; then a hearing put off twice."""
    happens(cast, "rescue.complaint_presented", 4)
    happens(cast, "rescue.complaint_registered", 10)
    for n, days in enumerate((20, 22)):
        person = add_person(by=cast.alma, at=LATER, office=cast.office, name=f"Suspected {n}")
        give_role(
            by=cast.alma, at=LATER, case=cast.case, person=person, role=RoleKind.SUSPECT,
            on=OPENED_ON,
        )  # fmt: skip
        happens(cast, "restrain.arrested", days, person)
    happens(cast, "represent.hearing_adjourned", 60)
    happens(cast, "represent.hearing_adjourned", 90)
    return cast


def test_each_way_has_its_times_and_its_days(heard):
    assert ways(found(heard.alma)) == [
        ("Complaint presented", "Complaint registered", 1, 6.0),
        ("Complaint registered", "Suspect arrested", 1, 10.0),
        ("Referral received", "Complaint presented", 1, 4.0),
    ]


def test_a_second_suspect_is_no_work_done_again(heard):
    assert "Suspect arrested" not in found(heard.alma).rework.frame.get_column("activity")


def test_what_happens_to_a_case_again_is_told(heard):
    rows = found(heard.alma).rework.frame.select("activity", "times", "n_cases").rows()
    assert rows == [("Hearing adjourned", 1, 1)]


def test_hearings_are_drawn_when_asked_for(heard):
    drawn = found(heard.alma, Detail.CASE).drawn.activities.get_column("activity")
    assert "Hearing adjourned" in drawn
    assert "Hearing adjourned" not in found(heard.alma).drawn.activities.get_column("activity")


def test_an_exit_bears_its_name_and_no_code(cast):
    happens(cast, "rescue.complaint_presented", 4)
    happens(cast, "rescue.complaint_refused", 9)
    assert ways(found(cast.alma))[0][:2] == ("Complaint presented", "Complaint refused")


def test_the_map_is_of_what_was_known_then(heard):
    before = LATER.date() - timedelta(days=1)
    assert ways(found(heard.alma, as_known_on=before)) == []


def test_another_organisation_has_no_map(heard):
    with pytest.raises(CannotEstimate, match="No case"):
        found(heard.dario)


@pytest.mark.parametrize("who", ["alma", "sofia", "nadia"])
def test_the_page_draws_it_for_those_who_read_exact_figures(heard, client, who):
    client.force_login(getattr(heard, who))
    answer = client.get(f"{ADDRESS}?shows=case&least=0.1")
    assert answer.status_code == 200
    assert "data:image/svg+xml" in answer.content.decode()


@pytest.mark.parametrize("who", ["eva", "pilar", "amira", "adan"])
def test_it_is_not_there_for_anybody_else(heard, client, who):
    client.force_login(getattr(heard, who))
    assert client.get(ADDRESS).status_code == 404


def test_whoever_sees_public_figures_is_shown_no_way_to_it(heard, client):
    client.force_login(heard.eva)
    assert ADDRESS not in client.get("/where-it-breaks/").content.decode()


def test_no_case_is_named(heard, client):
    client.force_login(heard.sofia)
    assert heard.case.code not in client.get(ADDRESS).content.decode()


def test_the_tabs_keep_what_was_asked(heard, client):
    client.force_login(heard.sofia)
    page = client.get(f"{ADDRESS}?pathway=relief&least=0.1").content.decode()
    assert 'href="/where-it-breaks/?pathway=relief"' in page


def test_a_way_of_asking_that_is_none_is_told(heard, client):
    client.force_login(heard.sofia)
    page = client.get(f"{ADDRESS}?least=everything").content.decode()
    assert "Select a valid choice" in page


def test_with_nothing_recorded_the_page_teaches(cast, client):
    client.force_login(cast.dario)
    page = client.get(ADDRESS).content.decode()
    assert "Every milestone that a case passes is counted here by itself" in page


def test_it_asks_as_many_questions_of_the_database_however_many_ways(
    heard, client, django_assert_max_num_queries
):
    client.force_login(heard.sofia)
    with django_assert_max_num_queries(12):
        client.get(ADDRESS)
