"""The design is proposed from when each unit is repaired, and files of before and after never claim
what made a change."""

from __future__ import annotations

from datetime import date
from math import sqrt

import numpy as np
import polars as pl
import pytest

from amparo.errors import CannotEstimate
from amparo.flow.effects import (
    Claim,
    Design,
    Rollout,
    Timing,
    drawn_design,
    effect,
    fitting,
    panel_of,
)
from amparo.flow.effects.files.run import Sides, stratified_difference

ONCE, LATER = date(2024, 1, 1), date(2024, 7, 1)


def rollout(*starts, before=12, timing=Timing.CHOSEN):
    return Rollout({f"u{i}": on for i, on in enumerate(starts)}, before, timing)


@pytest.mark.parametrize(
    ("given", "proposed", "why"),
    [
        (rollout(ONCE), Design.SERIES, "at one date, after 12 quarters"),
        (rollout(*[ONCE] * 9, before=7), Design.FILES, "not what made it"),
        (rollout(*[ONCE] * 5, *[None] * 5), Design.STAGGERED, "5 units are repaired at one date"),
        (rollout(*[ONCE] * 4, *[LATER] * 4), Design.STAGGERED, "at 2 dates"),
        (rollout(*[ONCE] * 4, *[LATER] * 4, timing=Timing.RANDOM), Design.WEDGE, "drawn by lot"),
        (rollout(ONCE, LATER, timing=Timing.RANDOM, before=3), Design.FILES, "before and after"),
    ],
)
def test_the_first_that_fits_is_proposed_with_its_reason(given, proposed, why):
    first = fitting(given)[0]
    assert (first.design, first.fits) == (proposed, True)
    assert why in first.why


def test_what_does_not_fit_says_why():
    said = {fit.design: fit.why for fit in fitting(rollout(*[ONCE] * 9, before=7))}
    assert said[Design.WEDGE] == "Nobody drew by lot who is repaired when."
    assert "nothing is left to compare" in said[Design.STAGGERED]
    assert "7 quarters with cases before it; it takes 8" in said[Design.SERIES]


def panel(before, after, *, n=40, others=None, units=4, periods=4):
    """Repaired units at two shares, and perhaps others; the repair comes in the middle."""
    rows = [
        (f"u{u}", t, round(n * (before if t < periods else after)), n)
        for u in range(units) for t in range(2 * periods)
    ]  # fmt: skip
    for was, now in [others] if others else []:
        rows += [
            (f"v{u}", t, round(n * (was if t < periods else now)), n)
            for u in range(units) for t in range(2 * periods)
        ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["unit", "period", "k", "n"], orient="row")
    starts = {f"u{u}": periods for u in range(units)}
    return panel_of(frame, outcome="k", n="n", unit="unit", period="period", treated_from=starts)


def test_files_show_a_change_and_say_that_they_do_not_know_what_made_it():
    found = effect(panel(0.3, 0.8), design="files", better="higher")
    assert found.estimate == pytest.approx(0.5)
    assert found.verdict.claim is Claim.CHANGE
    assert "Files of before and after do not say what made it." in found.verdict.sentence
    assert [row["share"] for row in found.frame.to_dicts()] == [
        pytest.approx(0.3),
        pytest.approx(0.8),
    ]
    assert found.chart().to_dict()


def test_units_without_the_repair_that_changed_too_are_told_beside():
    found = effect(panel(0.3, 0.8, others=(0.3, 0.8)), design="files")
    assert found.check("others").doubts
    assert "Units without the repair changed too" in found.verdict.sentence


def test_a_few_files_carry_no_claim():
    assert effect(panel(0.0, 1.0, n=1, units=1), design="files").verdict.claim is Claim.CANNOT_CARRY


def test_only_a_share_can_be_read_from_files():
    frame = pl.DataFrame({"unit": ["a"] * 4, "period": [0, 1, 2, 3], "y": [1.0, 2.0, 3.0, 4.0]})
    with pytest.raises(CannotEstimate, match="share"):
        effect(frame, outcome="y", unit="unit", period="period", treated_from={"a": 2},
               design="files")  # fmt: skip


def test_one_stratum_is_the_plain_difference_and_more_are_weighed():
    gap, se = stratified_difference([Sides(30, 100, 60, 100)])
    assert (gap, se) == (pytest.approx(0.3), pytest.approx(sqrt(0.21 / 100 + 0.24 / 100), rel=0.02))
    both, _ = stratified_difference([Sides(3, 10, 6, 10), Sides(80, 100, 90, 100)])
    assert both == pytest.approx((0.3 * 5 + 0.1 * 50) / 55)


def test_the_interval_of_files_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(4)
    held = 0
    for _ in range(300):
        strata = [
            Sides(random.binomial(20, p), 20, random.binomial(30, p + 0.2), 30)
            for p in (0.1, 0.3, 0.5, 0.7)
        ]
        gap, se = stratified_difference(strata)
        held += abs(gap - 0.2) <= 1.96 * se
    assert 0.92 <= held / 300 <= 0.98


def test_an_order_drawn_by_lot_that_reaches_all_is_judged_as_a_wedge():
    rows = [(f"u{u}", t, 5, 10) for u in range(8) for t in range(10)]
    frame = pl.DataFrame(rows, schema=["unit", "period", "k", "n"], orient="row")
    starts = {f"u{u}": 2 + 2 * (u % 4) for u in range(8)}
    made = panel_of(frame, outcome="k", n="n", unit="unit", period="period", treated_from=starts)
    assert drawn_design(made, "random") == Design.WEDGE
    assert drawn_design(made, "chosen") == "auto"


def test_more_complaints_that_end_worse_are_no_worsening():
    """Where the repair comes three times as many come, and a smaller share of them goes on."""
    random = np.random.default_rng(8)
    rows = []
    for u in range(16):
        for t in range(16):
            on = u < 8 and t >= 8
            n = int(random.poisson(120 if on else 40))
            rows.append((f"u{u:02d}", t, int(random.binomial(n, 0.3 if on else 0.6)), n))
    frame = pl.DataFrame(rows, schema=["unit", "period", "k", "n"], orient="row")
    given = {"outcome": "k", "n": "n", "unit": "unit", "period": "period",
             "treated_from": {f"u{u:02d}": 8 for u in range(8)}}  # fmt: skip
    found = effect(frame, better="higher", **given)
    assert found.interval.high < 0
    assert found.verdict.claim is Claim.CANNOT_CARRY
    assert "a rise of those who come is not a failure" in found.verdict.sentence
    assert effect(frame, better="lower", **given).verdict.claim is Claim.IMPROVEMENT


def test_a_share_changes_by_no_more_than_all():
    found = effect(panel(0.05, 0.95), design="files")
    few = effect(panel(0.1, 0.9, n=10, units=1, periods=1), design="files")
    assert found.interval.high == pytest.approx(found.estimate + 1.96 * found.se, abs=0.001)
    assert few.estimate + 1.96 * few.se > 1
    assert few.interval.high == 1
