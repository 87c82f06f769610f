"""Do intervals hold the truth? A small part of what benchmarks/prevalence.py counts in full."""

from __future__ import annotations

import numpy as np
import polars as pl

from amparo.flow.prevalence import household, referrals, two_list
from tests.flow.prevalence.worlds import grown, population


def test_lists_that_are_independent_are_held_by_their_profile() -> None:
    found = [population(seed, 3000, [0.2, 0.15, 0.12]).loglinear().interval for seed in range(60)]
    assert sum(one.low <= 3000 <= one.high for one in found) >= 52


def test_two_lists_are_held() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.random((200, 3000)) < 0.2, rng.random((200, 3000)) < 0.15
    found = [
        two_list(int(x.sum()), int(y.sum()), int((x & y).sum())).interval
        for x, y in zip(a, b, strict=True)
    ]
    assert sum(one.low <= 3000 <= one.high for one in found) >= 180


def test_a_clustered_survey_is_held_and_one_that_forgets_its_clusters_is_not() -> None:
    rng = np.random.default_rng(4)
    right = wrong = 0
    for _ in range(120):
        villages = rng.beta(1, 9, 30)
        frame = pl.DataFrame({
            "y": (rng.random((30, 20)) < villages[:, None]).ravel().astype(int),
            "village": np.repeat(np.arange(30), 20),
        })  # fmt: skip
        one = household(frame, outcome="y", cluster="village").share
        other = household(frame, outcome="y").share
        right += one.low <= 0.1 <= one.high
        wrong += other.low <= 0.1 <= other.high
    assert right >= 106
    assert wrong < 96


def test_chains_of_people_are_held_neither_too_seldom_nor_nearly_always() -> None:
    found = [
        referrals(grown(seed), person="id", recruiter="by", knows="knows", outcome="forced").share
        for seed in range(200)
    ]
    held = sum(one.low <= 0.3 <= one.high for one in found)
    assert 182 <= held <= 197
