"""Means, red domains and the rule of restoration: pure, and held by properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.restore.instruments import own_instrument
from amparo.casework.restore.rule import (
    APART,
    Says,
    Standing,
    may_be_restored,
    rule_of,
)
from amparo.casework.restore.scoring import Round, compared, domain_scores, mean_of, reds_of
from tests.casework.restore.furnish import all_at

OWN = own_instrument()
CODES = [domain.code for domain in OWN.domain]
WELL = dict.fromkeys(CODES, 3.5)
FIRST = date(2024, 3, 1)
scores = st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=1, max_size=12)


@given(scores)
def test_no_mean_is_formed_where_more_than_a_fifth_is_missing(given_scores):
    missing = sum(score is None for score in given_scores)
    too_little = missing * 5 > len(given_scores)
    assert (mean_of(given_scores) is None) == too_little


@given(scores)
def test_a_mean_lies_between_the_lowest_and_the_highest(given_scores):
    mean = mean_of(given_scores)
    known = [score for score in given_scores if score is not None]
    assert mean is None or min(known) <= mean <= max(known)


@pytest.mark.parametrize(("n", "missing", "has_mean"), [(3, 1, False), (4, 1, False), (5, 1, True)])
def test_one_of_five_may_be_missing_and_one_of_four_may_not(n, missing, has_mean):
    assert (mean_of([3] * (n - missing) + [None] * missing) is not None) == has_mean


def test_one_item_at_the_lowest_score_makes_a_domain_red_behind_a_good_mean():
    answers = all_at(4) | {("economic", "debt"): 1}
    economic = next(one for one in domain_scores(OWN, answers) if one.domain.code == "economic")
    assert (economic.mean, economic.lowest, economic.is_red) == (3.4, ("debt",), True)
    assert reds_of(domain_scores(OWN, answers)) == ("economic",)


def test_a_domain_stands_on_the_step_it_has_reached_and_not_on_the_nearest():
    answers = all_at(3) | {("safety", "abuse"): 2}
    safety = domain_scores(OWN, answers)[0]
    assert (round(safety.mean, 2), safety.step.name) == (2.67, "Vulnerable")


def test_two_versions_are_never_compared():
    old = Round(FIRST, "amparo.recovery/0", WELL)
    assert compared(OWN, old, Round(FIRST + APART, OWN.key, WELL)) == ()
    assert len(compared(OWN, Round(FIRST, OWN.key, WELL), Round(FIRST, OWN.key, WELL))) == 6


def standing(*rounds, n_alerts=0, says=Says.AGREES, reason=""):
    return Standing(rounds, CODES, {code: code for code in CODES}, n_alerts, says, reason, FIRST)


def well(after=0, key=OWN.key, **other):
    return Round(FIRST + timedelta(days=after), key, {**WELL, **other})


def missing(*rounds, **facts):
    return [one.code for one in rule_of(standing(*rounds, **facts)) if not one.is_met]


@pytest.mark.parametrize(
    ("rounds", "facts", "lacks"),
    [
        ([], {}, ["domains", "rounds"]),
        ([well()], {}, ["rounds"]),
        ([well(), well(181)], {}, ["rounds"]),
        ([well(), well(182)], {}, []),
        ([well(), well(182, key="other/1")], {}, ["rounds"]),
        ([well(), well(182, legal=2.9)], {}, ["domains", "rounds"]),
        ([well(), well(182, legal=None)], {}, ["domains", "rounds"]),
        ([well(), well(90, social=2.0), well(182)], {}, ["rounds"]),
        ([well(), well(182)], {"n_alerts": 1}, ["alerts"]),
        ([well(), well(182)], {"says": None}, ["says"]),
        ([well(), well(182)], {"says": Says.DISAGREES}, ["says"]),
        ([well(), well(182)], {"says": Says.NOT_ASKED, "reason": "She moved abroad"}, []),
    ],
)
def test_the_rule_says_what_is_missing(rounds, facts, lacks):
    assert missing(*rounds, **facts) == lacks


def test_each_condition_that_is_not_met_says_why():
    told = rule_of(standing(well(), well(100, legal=2.0), n_alerts=2, says=None))
    assert [one.why for one in told] == [
        "In the last round below 3: legal 2.0.",
        "No round yet in which all are.",
        "2 safety alerts are open in this case.",
        "The survivor has not been asked.",
    ]
    one = rule_of(standing(well()))[1].why
    assert "Assess again on 30 August 2024 or later" in one


@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from([2.9, 3.0, None]), st.sampled_from("ab")),
        max_size=6,
    ),
    st.integers(0, 2),
    st.sampled_from([None, *Says]),
)
def test_whoever_is_restored_was_well_twice_six_months_apart_with_one_version(told, alerts, says):
    rounds = [well(after, key=key, mental=mean) for after, mean, key in told]
    if not may_be_restored(standing(*rounds, n_alerts=alerts, says=says)):
        return
    newest = max(one.on for one in rounds)
    before = [one for one in rounds if newest - one.on >= APART and one.means["mental"] == 3.0]
    keys = {one.instrument for one in rounds if one.on == newest}
    assert any(one.instrument in keys for one in before)
    assert (alerts, says) == (0, Says.AGREES)
