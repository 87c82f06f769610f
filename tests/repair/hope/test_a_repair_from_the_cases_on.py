"""One repair told from what broke to what is told of it; a partner sees their own unit only."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.directory.models import Post, PostHolder, Unit
from amparo.reform.models import Evaluation
from amparo.reform.services.problems import share_problem
from amparo.reform.services.repairs import expose
from amparo.repair.hope.models import Proof
from amparo.repair.hope.selectors.stories import story_for
from amparo.repair.hope.services import proofs
from tests.cast import NOW, OPENED_ON
from tests.reform.repairing import a_repair, a_verdict
from tests.repair.hope.furnish import TODAY, WORDS, agree, country, end_in_court, told

PLACES = {
    "Station 7": {"since": "2024-01-08", "before": [2, 31], "after": [29, 37]},
    "Station 9": {"since": "2024-01-08", "before": [11, 53], "after": [3, 9]},
}


@pytest.fixture
def repaired(cast):
    """A shared problem, a repair at Stations 7 and 9, and a verdict with both in it."""
    made = a_repair(cast)
    share_problem(
        by=cast.nadia, at=NOW, problem=made.problem, authority=cast.police, post="Chief",
        on=OPENED_ON,
    )  # fmt: skip
    other = Unit.objects.create(institution=cast.police, name="Station 9")
    expose(by=cast.nadia, at=NOW, intervention=made, unit=other, from_on=OPENED_ON)
    kept = a_verdict(cast, made)
    Evaluation.objects.create(
        intervention=made, registration=kept.registration, as_known_on=NOW.date(),
        data_digest="1" * 64, made_by=cast.nadia, made_at=NOW + timedelta(hours=1),
        result=kept.result | {
            "claim": "an improvement is shown", "places": PLACES, "said_of": "the share reached",
        },
    )  # fmt: skip
    return made


def holds_a_post(cast, unit):
    post = Post.objects.create(unit=unit, title="Commander")
    PostHolder.objects.create(
        post=post, holder_name="P. Vega", account_id=cast.pilar.pk, from_on=OPENED_ON
    )


def page(client, user, name, *args):
    client.force_login(user)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_leads_from_the_case_to_the_problem_the_repair_and_the_verdict(cast, repaired, client):
    note_breakdown(by=cast.alma, at=NOW, case=cast.case, cause="B15", on=OPENED_ON,
                   unit=cast.station)  # fmt: skip
    text = page(client, cast.alma, "repair_story", repaired.pk)
    problem = repaired.problem
    for address in (
        reverse("case_breakdowns", args=[cast.case.code]), reverse("problem", args=[problem.pk]),
        reverse("repair", args=[repaired.pk]), f"{reverse('one_break')}?cause=B15",
    ):  # fmt: skip
        assert address in text
    assert "People stand behind it in 1 case." in text
    assert "an improvement is shown" in text
    assert page(client, cast.nadia, "repair_stories").count(repaired.problem.title) == 1


def test_an_analyst_counts_the_case_and_does_not_learn_its_code(cast, repaired, client):
    note_breakdown(by=cast.alma, at=NOW, case=cast.case, cause="B15", on=OPENED_ON)
    text = page(client, cast.nadia, "repair_story", repaired.pk)
    assert "in 1 case." in text
    assert cast.case.code not in text


def test_a_proof_point_of_it_is_told_there_once_it_is_published(cast, repaired, client):
    end_in_court(cast.alma, cast.case, cast.suspect)
    agree(cast.alma, cast.case, cast.victim)
    proof = proofs.begin_proof(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, place=country(), words=WORDS,
        on=TODAY, repair=repaired,
    )  # fmt: skip
    waiting = page(client, cast.alma, "repair_story", repaired.pk)
    assert WORDS.title not in waiting
    assert "1 proof point of it is written and not told today" in waiting
    proofs.check_wording(by=cast.beni, at=NOW, proof=proof, found="clear")
    proof.refresh_from_db()
    proofs.publish(by=cast.eva, at=NOW, proof=proof, on=TODAY, review_on=TODAY.replace(month=9))
    (shown,) = story_for(cast.nadia, repaired.pk, today=TODAY).told
    assert (shown.title, shown.opens, shown.n_heard) == (WORDS.title, "", 0)
    (mine,) = story_for(cast.alma, repaired.pk, today=TODAY).told
    assert mine.opens == "proof"
    assert story_for(cast.alma, repaired.pk, today=TODAY.replace(year=2030)).told == ()


def test_a_proof_point_of_no_repair_is_told_in_none_of_their_stories(cast, repaired, client):
    end_in_court(cast.alma, cast.case, cast.suspect)
    agree(cast.alma, cast.case, cast.victim)
    told(cast.alma, cast.beni, cast.eva, cast.case, cast.victim)
    assert Proof.objects.get().repair is None
    assert WORDS.title not in page(client, cast.alma, "repair_story", repaired.pk)


def test_a_partner_sees_the_figures_of_their_own_unit_and_of_no_other(cast, repaired, client):
    holds_a_post(cast, cast.station)
    text = page(client, cast.pilar, "shared_repair", repaired.pk)
    assert "2 of 31 (6%)" in text
    assert "29 of 37 (78%)" in text
    # As words: an id in an address may hold any two digits.
    assert re.findall(r"Station 9\b|\b11 of 53\b|\b53\b", text) == []
    assert cast.case.code not in text


def test_few_cases_of_a_unit_are_not_shown_even_to_itself(cast, repaired, client):
    holds_a_post(cast, Unit.objects.get(name="Station 9"))
    text = page(client, cast.pilar, "shared_repair", repaired.pk)
    assert "11 of 53 (21%)" in text
    assert "Too few cases to show" in text
    assert "3 of 9" not in text


def test_a_partner_without_a_post_there_finds_no_such_page(cast, repaired, client):
    client.force_login(cast.pilar)
    assert client.get(reverse("shared_repair", args=[repaired.pk])).status_code == 404
    assert client.get(reverse("repair_story", args=[repaired.pk])).status_code == 404
