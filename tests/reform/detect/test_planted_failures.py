"""In a simulated country, detectors and problems find each failure that was planted in it."""

from datetime import date

import polars as pl
import pytest

from amparo.demo.office import simulated
from amparo.flow.attrition import wilson
from amparo.flow.clusters import places
from amparo.flow.effects import Claim
from amparo.flow.simulate.programmes import (
    APART_SINCE,
    CONTINUOUS_TRIAL_SINCE,
    MOTORCYCLE_SINCE,
    OFFICIALS_TRAINED,
)
from tests.reform.detect import of_system
from tests.reform.detect.country import TRUTH, came, judged, looked

TODAY = date(2026, 9, 1)
# programme, detector, step, the day on which the cause was lifted; of cases that came there before
PLANTED = [
    ("trafficking", "kept_together", "operation", APART_SINCE),
    ("trafficking", "withdrawn_after_threat", "operation", APART_SINCE),
    ("bonded", "complaint_refused", "report", OFFICIALS_TRAINED),
    ("bonded", "status_withheld", "status", OFFICIALS_TRAINED),
]


@pytest.fixture(scope="module")
def country():
    streams = simulated(seed=2026, n_cases=599, today=TODAY)
    packs = {"trafficking": "ph", "bonded": "in-tn"}
    return {
        key: (looked(cases, today=TODAY, pack=packs[key]), came(cases))
        for key, cases in streams.items()
    }


def share(found, there):
    broken = set(found.get_column("case").to_list())
    cases = there.get_column("case").to_list()
    return wilson(sum(case in broken for case in cases), len(cases))


@pytest.mark.parametrize(("programme", "detector", "step", "until"), PLANTED)
def test_what_was_planted_is_seen_while_it_lasted_and_not_after(
    country, programme, detector, step, until
):
    found, there = country[programme]
    mine = found.filter(pl.col("detector") == detector)
    here = there.filter(pl.col("step") == step)
    before = share(mine, here.filter(pl.col("on") < until))
    after = share(mine, here.filter(pl.col("on") >= until))
    assert before.low > after.high


def test_the_station_without_a_vehicle_stands_out_and_no_other(country):
    found, there = country["bonded"]
    mine = found.filter(pl.col("detector") == "scene_late")
    here = there.filter(pl.col("step") == "investigate", pl.col("on") < MOTORCYCLE_SINCE)
    stands = {place.unit: place.stands for place in places(mine, here).named}
    assert stands["rural"] == "more often than chance"
    assert "more often than chance" not in {stands["town"], stands["port"]}


def test_slow_trials_are_seen_of_the_years_before_the_repair(country):
    found, there = country["trafficking"]
    mine = found.filter(pl.col("detector") == "five_years")
    here = there.filter(pl.col("step") == "trial", pl.col("on") < date(2021, 9, 1))
    early = share(mine, here.filter(pl.col("on") < CONTINUOUS_TRIAL_SINCE))
    assert early.low > 0.1


def test_a_repair_that_works_lies_within_its_interval_and_is_often_claimed():
    """Ten seeds in a row, none of them chosen; of forty 37 held the truth and 23 claimed it.

    Fewer than eight of ten held come by chance once in 87 where 95 of 100 are; fewer than three
    claimed once in 54 at the rate of the forty.
    """
    found = [judged(seed=seed, works=True) for seed in range(1, 11)]
    assert sum(one.interval.low <= TRUTH <= one.interval.high for one in found) >= 8
    claims = [one.verdict.claim for one in found]
    assert claims.count(Claim.IMPROVEMENT) >= 3
    assert set(claims) <= {Claim.IMPROVEMENT, Claim.NONE, Claim.CANNOT_CARRY}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_placebo_is_not_claimed(seed):
    assert judged(seed=seed, works=False).verdict.claim in {Claim.NONE, Claim.CANNOT_CARRY}


def test_in_a_country_of_systems_each_planted_failure_stands_out_and_no_sound_station():
    found = of_system.problems(2)
    assert {name for name, (stands, _) in found.items() if stands} == set(of_system.PLANTED)
    wrong = [unit for _, others in found.values() for unit in others]
    assert not set(wrong) & set(of_system.SOUND_STATIONS)


def test_in_a_country_of_systems_the_effect_of_a_motorcycle_is_recovered():
    found = of_system.judged(seed=1, works=True)
    assert found.verdict.claim is Claim.IMPROVEMENT
    assert found.interval.low <= of_system.TRUTH <= found.interval.high
