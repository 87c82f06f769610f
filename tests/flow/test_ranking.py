"""The first ranking: large losses first, and no ranking of noise."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl

from amparo.flow import Diagnosis, diagnose

START = date(2020, 1, 1)


def diagnosed(shares: dict[str, float], n: int, seed: int) -> Diagnosis:
    """Units whose cases go on with the share given, within thirty days, all long ago."""
    chance = random.Random(seed)
    rows = [
        {
            "case": f"{unit}-{i}", "unit": unit, "filed": START,
            "charged": START + timedelta(days=chance.randint(0, 30)) if chance.random() < share else None,
            "tried": None,
        }
        for unit, share in shares.items()
        for i in range(n)
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema_overrides={"charged": pl.Date, "tried": pl.Date})
    stages = {"filed": "filed", "charged": "charged", "tried": "tried"}
    return diagnose(frame, by=["unit"], case="case", stages=stages, as_of=date(2022, 1, 1))


def test_equal_units_do_not_stand_out() -> None:
    found = [
        diagnosed({f"u{k}": 0.5 for k in range(20)}, 60, seed).standing_out for seed in range(10)
    ]
    assert sum(len(places) for places in found) <= 4


def test_a_unit_that_loses_more_stands_out_first() -> None:
    found = diagnosed({"good": 0.8, "fair": 0.8, "poor": 0.3}, 200, seed=1)
    assert (found.standing_out[0].value, found.standing_out[0].stands_out) == (
        "poor", "fewer advance than elsewhere",
    )  # fmt: skip


def test_a_unit_of_three_cases_is_never_named() -> None:
    assert diagnosed({"one": 0.9, "tiny": 0.0}, 3, seed=1).standing_out == []


def test_the_step_where_all_are_held_up_comes_first() -> None:
    found = diagnosed({"one": 0.9}, 100, seed=2)
    assert [(p.start, p.to) for p in found.most_lost] == [
        ("charged", "tried"),
        ("filed", "charged"),
    ]
    assert not found.most_lost[0].like_next


def test_the_lost_and_the_held_up_are_no_more_than_entered() -> None:
    found = diagnosed({"one": 0.5}, 100, seed=3)
    assert all(p.lost + (p.stuck or 0) <= p.entered for p in found.most_lost)
