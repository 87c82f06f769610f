"""Each of the four stories stands in the office, in order, and the guide's addresses are its own."""

from __future__ import annotations

import pytest

from amparo.access.models import User
from amparo.casework.cases.models import Breakdown, TeamMember
from amparo.demo.histories import is_of_first_team
from amparo.demo.office import simulated
from amparo.demo.people import MAIL
from amparo.demo.places import PARTNERS
from amparo.demo.stories.courts import ENDS, with_a_long_trial
from amparo.demo.stories.guide import GUIDES
from amparo.directory.models import PostHolder
from amparo.reform.models import Intervention, Registration
from amparo.repair.hope.models import Proof
from tests.demo.test_the_records import TODAY
from tests.house.source import ROOT

GUIDE = (ROOT / "docs" / "stories.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.mending.key)
def test_a_problem_is_owned_before_it_is_mended_and_the_repair_acts(office, db, guide):
    made = Intervention.objects.get(pk=guide.mending.repair_id)
    problem = made.problem
    assert problem.agreed_on is not None
    assert problem.opened_on < problem.agreed_on < made.planned_on
    acting = made.exposures.filter(is_planned=False)
    assert min(acting.values_list("from_on", flat=True)) == made.planned_on


def test_every_plan_was_registered_before_its_repair_acted(office, db):
    plans = list(Registration.objects.select_related("intervention"))
    assert plans
    assert [one.intervention.name for one in plans if not one.is_before] == []
    assert all(one.registered_at.date() < one.intervention.planned_on for one in plans)


def test_what_is_told_says_which_repair_it_shows(office, db):
    assert all(one.repair is not None for one in Proof.objects.all())


@pytest.mark.parametrize("name", PARTNERS)
def test_a_partner_holds_a_post_in_the_unit_of_their_story(office, db, name):
    user = User.objects.get(email=f"{name}@{MAIL}")
    holding = PostHolder.objects.get(account_id=user.pk, to_on=None)
    assert holding.holder_name == user.name
    assert holding.post.unit.institution == user.office


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.mending.key)
def test_the_guide_names_the_addresses_that_the_office_has(guide):
    assert [address for _, _, address in guide.steps if f"`{address}`" not in GUIDE] == []


def test_in_a_small_office_too_the_caseworker_leads_a_case_five_years_in_court(office, db):
    user = User.objects.get(email=f"caseworker@{MAIL}")
    theirs = TeamMember.objects.filter(user=user, leads=True, to_on=None).values("case")
    row = Breakdown.objects.counted().filter(cause="B53", case__in=theirs).first()
    assert row is not None
    facts = {
        fact.type: fact.happened_on
        for fact in row.case.milestones.current().order_by("-happened_on")
    }
    ended = min((on for code, on in facts.items() if code in ENDS), default=TODAY)
    assert (ended - facts["represent.charge_sheet_filed"]).days > 5 * 365


def test_where_the_first_team_has_such_a_case_no_other_takes_its_place():
    large = simulated(seed=2026, n_cases=599, today=TODAY)["trafficking"]
    assert with_a_long_trial(large, today=TODAY, seed=2026) is large


@pytest.mark.parametrize("n_cases", [2, 11, 149])
def test_a_small_office_has_as_many_cases_as_before_and_one_such_trial(n_cases):
    small = simulated(seed=2026, n_cases=n_cases, today=TODAY)["trafficking"]
    made = with_a_long_trial(small, today=TODAY, seed=2026)
    (new,) = set(made) - set(small)
    assert (len(made), is_of_first_team(2026, new.number)) == (len(small), True)
    assert len({case.number for case in made}) == len(made)
