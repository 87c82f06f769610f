"""What a problem has cost: cases, days, and how many fewer went on than of the cases beside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from amparo.casework.cases.selectors.breakdowns import STEP_NAMES
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.cases.services.milestones import record_milestone
from amparo.directory.models import Unit
from amparo.flow.beforeafter import difference_of_shares
from amparo.reform.selectors.lost import GOES_ON, cost_of_problem, outcomes_of
from amparo.reform.services.problems import About, open_problem
from tests.casework.desk.conftest import as_
from tests.cast import NOW, OPENED_ON, open_one

__all__ = ["as_"]
TODAY = date(2024, 3, 4)


def presented(cast, unit, n, *, registered, broke=False, found_by=""):
    """Cases presented at a unit, some of them registered a week later, all or none broken."""
    for number in range(n):
        case = open_one(by=cast.alma, programme=cast.programme, name=f"Victim {number}")
        facts = {"by": cast.alma, "at": NOW, "case": case, "unit": unit}
        record_milestone(type="rescue.complaint_presented", on=OPENED_ON, **facts)
        if number < registered:
            record_milestone(
                type="rescue.complaint_registered", on=OPENED_ON + timedelta(days=7), **facts
            )
        if broke:
            seen = {"found_by": found_by, "found_version": 1, "fact": "m:1", "explained": "Seen."} \
                if found_by else {"days_lost": 3}  # fmt: skip
            note_breakdown(cause="B05", on=OPENED_ON + timedelta(days=2), **facts, **seen)


def a_refusal(cast, **about):
    return open_problem(
        by=cast.nadia, at=NOW, about=About("B05", **about), title="Sent away", on=OPENED_ON
    )


def cost(cast, problem):
    return cost_of_problem(cast.nadia, problem, today=TODAY)


def test_fewer_is_reckoned_from_the_cases_that_broke_so_and_those_beside_them(cast):
    presented(cast, cast.station, 10, registered=2, broke=True)
    presented(cast, cast.station, 12, registered=9)
    presented(cast, cast.station, 3, registered=0, broke=True, found_by="refused")
    found = cost(cast, a_refusal(cast))
    # By hand: 2 of 10 and 9 of 12 were registered, so 10 × (0.75 − 0.2) = 5.5 fewer; what waits
    # for a person to say is on neither side.
    every = found.outcomes[0].found.every
    gap = difference_of_shares(2, 10, 9, 12)
    assert (found.cluster.n_cases, found.cluster.days_lost, found.n_waiting) == (10, 30, 3)
    assert (every.broke, every.others, every.fewer.value) == (10, 12, pytest.approx(5.5))
    assert (every.fewer.low, every.fewer.high) == pytest.approx((10 * gap.low, 10 * gap.high))


def test_a_problem_of_one_institution_is_of_what_came_there(cast):
    other = Unit.objects.create(institution=cast.court, name="Desk 2")
    presented(cast, cast.station, 10, registered=2, broke=True)
    presented(cast, cast.station, 10, registered=6)
    presented(cast, other, 10, registered=0, broke=True)
    found = cost(cast, a_refusal(cast, institution=cast.police))
    assert (found.cluster.n_cases, found.cluster.reached) == (10, 20)
    assert found.outcomes[0].found.every.fewer.value == pytest.approx(4.0)
    assert [one.unit for one in found.outcomes[0].found.places] == ["Station 7"]


def test_those_beside_had_come_as_far_as_those_that_broke_so(cast):
    """An exam is written down badly only once there was one: most others never had any."""
    for broke, relieved, n, charged in ((True, True, 10, 4), (False, True, 10, 6), (False, False,
                                                                                 20, 0)):  # fmt: skip
        for number in range(n):
            case = open_one(by=cast.alma, programme=cast.programme, name=f"Victim {number}")
            facts = {"by": cast.alma, "at": NOW, "case": case, "unit": cast.station}
            record_milestone(type="rescue.complaint_registered", on=OPENED_ON, **facts)
            if relieved:
                record_milestone(
                    type="rescue.victim_relieved", on=OPENED_ON + timedelta(days=5), **facts
                )
            if number < charged:
                record_milestone(
                    type="represent.charge_sheet_filed", on=OPENED_ON + timedelta(days=30), **facts
                )
            if broke:
                note_breakdown(cause="B18", on=OPENED_ON + timedelta(days=6), **facts)
    problem = open_problem(by=cast.nadia, at=NOW, about=About("B18"), title="Forms", on=OPENED_ON)
    first = cost(cast, problem).outcomes[0]
    # Beside all 30 others it would be 10 × (6/30 − 4/10) = 2 more; beside those as far, 2 fewer.
    assert (first.far, first.found.every.others) == ("rescue.victim_relieved", 10)
    assert first.found.every.fewer.value == pytest.approx(2.0)


def test_the_page_says_it_in_words_and_what_it_does_not_say(cast, as_):
    presented(cast, cast.station, 10, registered=2, broke=True)
    presented(cast, cast.station, 12, registered=9)
    problem = a_refusal(cast)
    page = as_(cast.nadia).get(f"/repairs/problems/{problem.pk}/").text
    assert (
        "Of the 10 that broke so, 20% came to “Complaint registered” within 365 days of “Complaint presented”"
        in page
    )
    assert "So about 6 fewer of the 10 went on than if as many had as of the others." in page
    assert "does not say that the breakdown made the difference" in page
    assert "30 days, over 10 breakdowns" in page


def test_with_nine_cases_it_says_that_they_are_too_few(cast, as_):
    presented(cast, cast.station, 9, registered=2, broke=True)
    presented(cast, cast.station, 12, registered=9)
    problem = a_refusal(cast)
    page = as_(cast.nadia).get(f"/repairs/problems/{problem.pk}/").text
    assert "fewer than ten cases broke so" in page
    assert "Too few to compare" in as_(cast.nadia).get("/repairs/").text


def test_every_step_leads_to_a_stage_of_its_pathway(cast):
    assert set(GOES_ON) == set(STEP_NAMES)
    assert all(outcomes_of(step) for step in STEP_NAMES)
