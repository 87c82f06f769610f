"""The office's own milestones, through the same engine as a stranger's spreadsheet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from django.utils import timezone

from amparo.casework.cases.models import RoleKind
from amparo.casework.cases.services.milestones import correct_milestone, record_milestone
from amparo.casework.cases.services.people import add_person, give_role
from amparo.errors import CannotEstimate, NotVisible
from amparo.reform import selectors
from amparo.reform.selectors import Asked
from amparo.reform.selectors.groups import groups_of
from tests.cast import OPENED_ON, open_one

TODAY = date(2024, 6, 1)
LATER = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)


def present(case, by, days: int, at=LATER):
    return record_milestone(
        by=by, at=at, case=case, type="rescue.complaint_presented",
        on=OPENED_ON + timedelta(days=days),
    )  # fmt: skip


def register(case, by, days: int, at=LATER):
    return record_milestone(
        by=by, at=at, case=case, type="rescue.complaint_registered",
        on=OPENED_ON + timedelta(days=days),
    )  # fmt: skip


@pytest.fixture
def three(cast):
    """Alma's case went on after 10 days; Sofia's was refused; Carla's waits."""
    sofias = open_one(by=cast.sofia, programme=cast.programme, name="Amor Dumagat")
    open_one(by=cast.carla, programme=cast.programme, name="Luz Magsaysay")
    present(cast.case, cast.alma, 10)
    register(cast.case, cast.alma, 14)
    record_milestone(
        by=cast.sofia, at=LATER, case=sofias, type="rescue.complaint_refused",
        on=OPENED_ON + timedelta(days=5),
    )  # fmt: skip
    return cast


def first_step(user, asked=None):
    return selectors.diagnosis_for(user, asked or Asked(), today=TODAY).whole.steps[0]


def test_a_supervisor_counts_the_whole_office(three):
    step = first_step(three.sofia)
    assert (step.entered, step.advanced, step.exited, step.waiting) == (3, 1, 1, 1)


def test_an_analyst_counts_the_whole_office_too(three):
    assert first_step(three.nadia).entered == 3


def test_a_caseworker_counts_the_cases_of_her_teams(three):
    assert first_step(three.alma).entered == 1


def test_another_organisation_has_nothing_to_count(three):
    with pytest.raises(CannotEstimate, match="No case"):
        first_step(three.dario)


def test_an_exit_is_named_by_its_kind(three):
    assert first_step(three.sofia).exits == (("refused", 1),)


def suspects(cast, n):
    people = [
        add_person(by=cast.alma, at=LATER, office=cast.office, name=f"Suspected {i}")
        for i in range(n)
    ]
    for person in people:
        give_role(
            by=cast.alma, at=LATER, case=cast.case, person=person, role=RoleKind.SUSPECT,
            on=OPENED_ON,
        )  # fmt: skip
        at(cast, "restrain.arrested", 20, person)
    return people


def at(cast, kind, days, person=None):
    return record_milestone(
        by=cast.alma, at=LATER, case=cast.case, type=kind, on=OPENED_ON + timedelta(days=days),
        person=person,
    )  # fmt: skip


def arrest_to_charge(cast):
    return selectors.diagnosis_for(cast.alma, Asked(), today=TODAY).whole.steps[3]


def test_a_case_goes_on_while_one_suspect_is_still_in_it(cast):
    first, _second = suspects(cast, 2)
    at(cast, "represent.charge_declined", 30, first)
    assert (arrest_to_charge(cast).exited, arrest_to_charge(cast).waiting) == (0, 1)


def test_a_case_leaves_with_the_last_of_its_suspects(cast):
    first, second = suspects(cast, 2)
    at(cast, "represent.charge_declined", 30, first)
    at(cast, "represent.charge_declined", 45, second)
    assert arrest_to_charge(cast).exits == (("declined", 1),)


def test_the_wait_is_the_difference_of_the_days(three):
    found = selectors.diagnosis_for(three.alma, Asked(), today=TODAY)
    assert found.whole.curves[0].median.value == 10


def test_a_late_entry_does_not_change_what_was_known(three):
    before = Asked(as_known_on=LATER.date() - timedelta(days=1))
    assert first_step(three.alma, before).advanced == 0


def test_a_correction_does_not_change_what_was_known(cast):
    milestone = present(cast.case, cast.alma, 10, at=LATER)
    correct_milestone(
        by=cast.alma, at=LATER + timedelta(days=10), milestone=milestone, reason="misread",
        on=OPENED_ON + timedelta(days=20), precision="day",
    )  # fmt: skip
    then = Asked(as_known_on=LATER.date() + timedelta(days=2))
    found = selectors.diagnosis_for(cast.alma, then, today=TODAY)
    now = selectors.diagnosis_for(cast.alma, Asked(), today=TODAY)
    assert (found.whole.curves[0].median.value, now.whole.curves[0].median.value) == (10, 20)


def test_the_numbers_lead_to_their_cases(three):
    _, rows, n = selectors.cases_behind(three.alma, Asked(), 0, "advanced", today=TODAY)
    assert ([row.code for row in rows], n) == ([three.case.code], 1)


@pytest.mark.parametrize(
    ("outcome", "n"), [("entered", 3), ("advanced", 1), ("exited", 1), ("waiting", 1)]
)
def test_each_number_has_as_many_cases_behind_it(three, outcome, n):
    _, rows, counted = selectors.cases_behind(three.sofia, Asked(), 0, outcome, today=TODAY)
    assert (len(rows), counted) == (n, n)


@pytest.mark.parametrize(("step", "outcome"), [(99, "waiting"), (0, "anything")])
def test_a_number_that_is_none_is_not_there(three, step, outcome):
    with pytest.raises(NotVisible):
        selectors.cases_behind(three.alma, Asked(), step, outcome, today=TODAY)


def test_a_pathway_that_is_none_is_not_there(three):
    with pytest.raises(NotVisible):
        selectors.diagnosis_for(three.alma, Asked(pathway="nowhere"), today=TODAY)


def test_small_numbers_are_withheld_from_those_who_see_public_figures(three):
    assert selectors.shown(3, three.eva) == "under 11"


@pytest.mark.parametrize("who", ["alma", "nadia", "sofia"])
def test_workers_and_analysts_see_small_numbers(three, who):
    assert selectors.shown(3, getattr(three, who)) == "3"


@pytest.mark.parametrize("who", ["alma", "sofia", "nadia", "eva"])
def test_the_page_opens_for_those_who_read_figures(three, client, who):
    client.force_login(getattr(three, who))
    answer = client.get("/where-it-breaks/?by=programme")
    assert answer.status_code == 200
    assert "Complaint presented" in answer.content.decode()


@pytest.mark.parametrize("who", ["pilar", "amira", "adan"])
def test_it_is_not_there_for_those_who_do_not(three, client, who):
    client.force_login(getattr(three, who))
    assert client.get("/where-it-breaks/").status_code == 404


@pytest.mark.parametrize("who", ["nadia", "eva", "pilar"])
def test_the_cases_behind_are_for_those_who_work_on_them(three, client, who):
    client.force_login(getattr(three, who))
    assert client.get("/where-it-breaks/cases/?step=0&outcome=waiting").status_code == 404


def test_the_public_page_shows_no_case_and_no_small_number(three, client):
    client.force_login(three.eva)
    page = client.get("/where-it-breaks/").content.decode()
    assert three.case.code not in page
    assert "under 11" in page


def test_with_nothing_recorded_the_page_teaches(cast, client):
    client.force_login(cast.dario)
    page = client.get("/where-it-breaks/").content.decode()
    assert "Every milestone that a case passes is counted here by itself" in page


def test_it_asks_as_many_questions_of_the_database_however_many_cases(
    three, client, django_assert_max_num_queries
):
    client.force_login(three.sofia)
    for n in range(12):
        open_one(by=three.sofia, programme=three.programme, name=f"Person {n}")
    with django_assert_max_num_queries(14):
        client.get(f"/where-it-breaks/?opened_to={timezone.localdate():%d/%m/%Y}")


@pytest.mark.parametrize(
    ("by", "pathway", "first"),
    [("", "justice", 0), ("programme", "justice", 0), ("station", "justice", 1),
     ("court", "justice", 5), ("court", "relief", 2)],
)  # fmt: skip
def test_a_unit_is_compared_only_from_where_it_is_known(by, pathway, first):
    assert selectors.first_step(by, selectors.pathway_asked(pathway)) == first


def test_the_page_compares_no_earlier_step(three, client):
    for n in range(12):
        case = open_one(by=three.sofia, programme=three.programme, name=f"Person {n}")
        record_milestone(
            by=three.sofia, at=LATER, case=case, type="rescue.complaint_presented",
            on=OPENED_ON + timedelta(days=4), institution=three.police, unit=three.station,
        )  # fmt: skip
    client.force_login(three.sofia)
    page = client.get("/where-it-breaks/?by=station").content.decode()
    compared = page.partition("Each step by group")[2]
    assert "Complaint presented → Complaint registered" in compared
    assert "Referral received → Complaint presented" not in compared


def test_two_stations_of_one_name_are_two(three):
    rows = pl.DataFrame(
        {
            "case": ["a", "b", "c"], "type": ["rescue.complaint_presented"] * 3,
            "happened_on": [OPENED_ON] * 3, "institution": ["North", "South", "South"],
            "unit": ["Station 7", "Station 7", "Harbour"],
        }
    )  # fmt: skip
    stations = dict(groups_of(rows).select("case", "station").rows())
    assert stations == {"a": "Station 7, North", "b": "Station 7, South", "c": "Harbour"}
