"""Each of the four stories stands in the office, in order, and the guide's addresses are its own."""

from __future__ import annotations

import pytest

from amparo.access.models import User
from amparo.demo.people import MAIL
from amparo.demo.places import PARTNERS
from amparo.demo.stories.guide import GUIDES
from amparo.directory.models import PostHolder
from amparo.reform.models import Intervention, Registration
from amparo.repair.hope.models import Proof
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
