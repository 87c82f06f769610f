"""Where a share rests on few cases, a change is counted from all periods before the repair."""

from __future__ import annotations

from datetime import date
from math import sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.flow.effects import effect
from amparo.flow.effects.panel import NEVER
from amparo.flow.effects.staggered.answer import study
from amparo.flow.effects.staggered.callaway import Against, Base, Estimates
from amparo.flow.effects.staggered.cells import cells_of

FROM_ALL = "from the mean of all quarters before"


def average(y, dates, weights=None) -> Estimates:
    cells = cells_of(y, np.ones_like(y) if weights is None else weights, np.array(dates))
    return study(cells, against=Against.NOT_YET, anticipation=0, base=Base.ALL).overall


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(2, 9), st.integers(1, 6))
def test_of_one_date_it_is_the_means_after_less_the_means_before(seed, repaired, others, start):
    y = np.random.default_rng(seed).normal(size=(repaired + others, 9))
    found = average(y, [start] * repaired + [NEVER] * others)
    change = y[:, start:].mean(axis=1) - y[:, :start].mean(axis=1)
    one, other = change[:repaired], change[repaired:]
    assert found.value[0] == pytest.approx(one.mean() - other.mean())
    error = sqrt(one.var(ddof=1) / repaired + other.var(ddof=1) / others)
    assert found.se[0] == pytest.approx(error)


def test_a_period_in_which_one_side_was_not_seen_is_left_out_of_what_it_is_counted_from():
    y = np.array([[9.0, 1, 1, 5], [9, 3, 1, 7], [0, 2, 2, 2], [0, 4, 2, 4]])
    weights = np.ones_like(y)
    weights[:2, 0] = 0.0
    # Without the first period: (6 − (2 + 1) / 2) − (3 − (3 + 2) / 2) = 4.5 − 0.5.
    assert average(y, [3, 3, NEVER, NEVER], weights).value[0] == pytest.approx(4.0)


def panel(n: int, seed: int = 3) -> pl.DataFrame:
    """Sixteen stations over five years; eight get it from the third, and 20 points fewer break."""
    chance, rows = np.random.default_rng(seed), []
    for unit in range(16):
        for quarter in range(20):
            repaired = unit < 8 and quarter >= 10
            k = chance.binomial(n, 0.2 if repaired else 0.4)
            rows.append((f"station {unit}", date(2015 + quarter // 4, 1 + quarter % 4 * 3, 1), k, n,
                         date(2017, 7, 1) if unit < 8 else None))  # fmt: skip
    schema = ["unit", "period", "broke", "cases", "first"]
    return pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None)


def judged(n: int, **more):
    return effect(panel(n), outcome="broke", n="cases", unit="unit", period="period",
                  treated_from="first", better="lower", **more)  # fmt: skip


def test_it_is_chosen_by_how_many_cases_there_are_and_never_by_what_became_of_them():
    assert FROM_ALL in judged(6).method
    assert FROM_ALL not in judged(40).method
    assert FROM_ALL not in judged(6, timing="random").method


def test_over_few_cases_what_is_there_is_found():
    found = judged(6)
    low, high = found.interval.low, found.interval.high
    assert low < -0.2 < high < 0
    assert high - low < 0.2


def test_it_says_how_much_a_slow_drift_from_the_middle_of_the_time_before_would_add():
    few = next(one for one in judged(6).checks if one.name == "pre_trend")
    # After: quarters 10 to 19, in the middle 14.5; before: 0 to 9, in the middle 4.5.
    ratio = few.numbers["drift_in_estimate"] / few.numbers["drift_detectable"]
    assert ratio == pytest.approx(10.0)
