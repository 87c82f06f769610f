"""Designs that meet people, held to their formulas written out, and waves to their claims."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t

from amparo.errors import CannotEstimate, Refused
from amparo.flow.prevalence import (
    WORKED,
    Wave,
    compare,
    household,
    network,
    recompute,
    referrals,
    two_list,
    venues,
)
from amparo.flow.prevalence.designs.ratio import wilson
from tests.flow.prevalence.worlds import grown


def survey(seed: int, strata: int = 3, clusters: int = 6, size: int = 10) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    n = strata * clusters * size
    village = np.repeat(rng.normal(0, 0.05, strata * clusters), size)
    return pl.DataFrame({
        "harmed": (rng.random(n) < np.clip(0.2 + village, 0.01, 0.9)).astype(int),
        "weight": rng.uniform(0.5, 3, n),
        "village": np.repeat(np.arange(strata * clusters), size),
        "region": np.repeat(np.arange(strata), clusters * size),
    })  # fmt: skip


def test_a_survey_s_interval_is_the_linearised_one_written_out() -> None:
    frame = survey(1)
    found = household(frame, outcome="harmed", weight="weight", stratum="region",
                      cluster="village", interval="taylor")  # fmt: skip
    w, y = frame["weight"].to_numpy(), frame["harmed"].to_numpy()
    p = (w * y).sum() / w.sum()
    variance = 0.0
    for (_,), region in frame.group_by(["region"], maintain_order=True):
        sums = [
            float((v["weight"] * (v["harmed"] - p)).sum() / w.sum())
            for _, v in region.group_by(["village"], maintain_order=True)
        ]
        variance += len(sums) * np.var(sums, ddof=1)
    half = t.ppf(0.975, 18 - 3) * sqrt(variance)
    assert found.share.value == pytest.approx(p)
    assert found.share.low == pytest.approx(p - half)
    assert found.share.high == pytest.approx(p + half)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_scaling_all_weights_or_splitting_rows_of_a_cluster_changes_nothing(
    seed: int, factor: float
) -> None:
    frame = survey(seed)
    words = {"outcome": "harmed", "weight": "weight", "stratum": "region", "cluster": "village"}
    one = household(frame, **words)
    other = household(frame.with_columns(pl.col("weight") * factor).reverse(), **words)
    assert other.share.low == pytest.approx(one.share.low)
    assert other.share.high == pytest.approx(one.share.high)
    assert 0 <= one.share.low <= one.share.value <= one.share.high <= 1


def test_a_simple_survey_has_wilson_s_interval_and_a_population_makes_it_people() -> None:
    frame = pl.DataFrame({"harmed": [1] * 20 + [0] * 180})
    found = household(frame, outcome="harmed", population=50_000)
    z, n, p = t.ppf(0.975, 199), found.n_effective, 0.1
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    assert (found.share.low + found.share.high) / 2 == pytest.approx(middle)
    assert found.estimate == pytest.approx(5000)
    assert found.n_effective == pytest.approx(199, rel=0.01)


def test_venues_drawn_seldom_weigh_more() -> None:
    visits = pl.DataFrame({"minors": [4, 0], "people": [10, 10], "chance": [0.1, 0.4],
                           "venue": ["a", "b"]})  # fmt: skip
    found = venues(visits, victims="minors", seen="people", chance="chance", venue="venue")
    assert found.share.value == pytest.approx(4 / 0.1 / (10 / 0.1 + 10 / 0.4))
    plain = venues(visits, victims="minors", seen="people")
    assert plain.share.value == pytest.approx(0.2)
    assert "every visit counts the same" in plain.sentence()
    with pytest.raises(Refused, match="More victims than people"):
        venues(visits, victims="people", seen="minors")


CHAIN = pl.DataFrame({
    "id": ["s", "a", "b", "c", "d"], "by": ["", "s", "s", "a", "a"],
    "knows": [4, 2, 8, 5, 10], "forced": [1, 1, 0, 1, 0],
})  # fmt: skip


def test_people_who_know_many_count_for_less() -> None:
    found = referrals(CHAIN, person="id", recruiter="by", knows="knows", outcome="forced")
    assert found.share.value == pytest.approx(
        (1 / 4 + 1 / 2 + 1 / 5) / (1 / 4 + 1 / 2 + 1 / 8 + 1 / 5 + 1 / 10)
    )
    assert found.frame["n"].to_list() == [1, 2, 2]
    assert "Only 2 waves" in found.sentence()
    again = referrals(CHAIN, person="id", recruiter="by", knows="knows", outcome="forced")
    assert again.share == found.share


def links_between(by: list[int | None], one: int, other: int) -> int | None:
    """How many links lie between two people; None between two chains."""
    up: list[dict[int, int]] = []
    for at in (one, other):
        way, place = {}, at
        while place is not None:
            way[place] = len(way)
            place = by[place]
        up.append(way)
    return min((n + up[1][place] for place, n in up[0].items() if place in up[1]), default=None)


def test_the_error_of_chains_is_the_sum_over_all_pairs_written_out() -> None:
    frame = grown(1, seeds=3).head(60)
    words = {"person": "id", "recruiter": "by", "knows": "knows", "outcome": "forced"}
    found = referrals(frame, **words)
    y, weight = frame["forced"].to_numpy(), 1 / frame["knows"].to_numpy()
    by = frame["by"].to_list()
    p = (weight * y).sum() / weight.sum()
    part = weight * (y - p) / weight.mean()
    apart = {(i, j): links_between(by, i, j) for i in range(60) for j in range(60)}
    shared, over_two = (
        np.mean([part[i] * part[j] for (i, j), links in apart.items() if links == at])
        for at in (1, 2)
    )
    near = [pair for pair, links in apart.items() if links == 1]
    q = np.mean([y[i] for i, _ in near])
    likeness = np.mean([(y[i] - q) * (y[j] - q) for i, j in near]) / (q * (1 - q))
    left = max(likeness, over_two / shared)
    assert shared > 0 < left < 0.95
    total = (part**2).sum() + sum(shared * left ** (links - 1) for links in apart.values() if links)
    assert found.n_effective == pytest.approx(p * (1 - p) / (total / 60**2))
    by_wilson = wilson(p, found.n_effective, 0.95, round(found.n_effective) - 1)
    assert found.share.low == pytest.approx(by_wilson.low)
    assert found.share.high == pytest.approx(by_wilson.high)


def test_chains_whose_likeness_outlives_their_branching_are_told() -> None:
    words = {"person": "id", "recruiter": "by", "knows": "knows", "outcome": "forced"}
    assert "too narrow" not in referrals(grown(2), **words).sentence()
    assert "more waves would hardly help" in referrals(grown(2, decay=0.9), **words).sentence()


def test_nobody_is_no_sample() -> None:
    with pytest.raises(CannotEstimate, match="Nobody"):
        referrals(CHAIN.head(0), person="id", recruiter="by", knows="knows", outcome="forced")


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("by", ["d", "s", "s", "a", "a"], "brought by a person whom they brought"),
        ("by", ["", "s", "s", "x", "a"], "not in the sample"),
        ("id", ["s", "a", "a", "c", "d"], "each person once"),
        ("knows", [4, 0, 8, 5, 10], "row 2"),
    ],
)
def test_a_broken_chain_is_refused(column: str, values: list[object], message: str) -> None:
    broken = CHAIN.with_columns(pl.Series(column, values))
    with pytest.raises(Refused, match=message):
        referrals(broken, person="id", recruiter="by", knows="knows", outcome="forced")


def test_scale_up_divides_by_what_people_can_see() -> None:
    asked = pl.DataFrame({"hidden": [1, 0, 2, 1, 0], "knows": [200, 100, 300, 250, 150]})
    plain = network(asked, hidden="hidden", knows="knows", population=1_000_000)
    assert plain.estimate == pytest.approx(1_000_000 * 4 / 1000)
    half = network(asked, hidden="hidden", knows="knows", population=1_000_000,
                   visibility=(0.5, 0.3, 0.8))  # fmt: skip
    assert half.estimate == pytest.approx(2 * plain.estimate)
    assert log(half.share.high / half.share.low) > log(plain.share.high / plain.share.low)
    assert "the true number is higher" in plain.sentence()


def test_scale_up_from_groups_of_known_size() -> None:
    asked = pl.DataFrame({"hidden": [1, 0, 2], "nurses": [2, 1, 3], "twins": [1, 1, 0]})
    found = network(asked, hidden="hidden", population=1_000_000,
                    groups={"nurses": 8000, "twins": 4000})  # fmt: skip
    assert found.estimate == pytest.approx(3 / 8 * 12_000)
    with pytest.raises(Refused, match="not both"):
        network(asked, hidden="hidden", knows="twins", groups={"nurses": 1}, population=10)


def test_two_lists_by_chapman() -> None:
    found = two_list(200, 150, 30)
    assert found.estimate == pytest.approx(201 * 151 / 31 - 1)
    assert found.interval.low > found.known == 320


def test_waves_are_compared_by_the_log_of_their_ratio() -> None:
    found = compare(Wave.counted("2014", 100, 1000), Wave.counted("2022", 27, 1203))
    se = sqrt(0.9 / 100 + (1 - 27 / 1203) / 27)
    ratio = 27 / 1203 / 0.1
    assert found.change.value == pytest.approx(ratio - 1)
    assert found.change.low == pytest.approx(ratio * np.exp(-norm.ppf(0.975) * se) - 1)
    assert "−77.6%" in found.sentence()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 80), st.integers(0, 80))
def test_the_way_back_is_the_inverse(a: int, b: int) -> None:
    one, other = Wave.counted("x", a, 80), Wave.counted("y", b, 80)
    there, back = compare(one, other).change, compare(other, one).change
    assert (1 + there.low) * (1 + back.high) == pytest.approx(1)
    assert there.low <= there.value <= there.high


def test_published_claims_are_reckoned_again_from_their_own_figures() -> None:
    found = {claim.name: recompute(claim) for claim in WORKED}
    public = found["Dominican Republic, public places"]
    assert not public.agrees
    assert round(public.computed, 3) == -0.900
    assert "published as −85.8%, which does not follow" in public.sentence()
    assert found["Dominican Republic, formal sites"].agrees
    whole = found["Dominican Republic, minors in commercial sex"]
    assert whole.agrees
    assert "2.24% (Wilson 1.55% to 3.25%)" in whole.sentence()
    assert found["Cambodia, minors in commercial sex"].agrees


def test_a_zero_still_has_an_interval_and_no_wave_is_all_victims_by_mistake() -> None:
    none = Wave.counted("2022", 0, 100)
    assert compare(Wave.counted("2014", 10, 100), none).change.high < 0
    with pytest.raises(Refused):
        Wave.counted("2022", 5, 4)
