"""Attrition through several stages: equal to exact fractions, and cohort and period kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amparo.errors import CannotEstimate, Refused
from amparo.flow import EventLog, Exit, counts, diagnose
from amparo.flow.chain import Node, nodes_of_moves, shares_of
from amparo.flow.competing import aalen_johansen
from amparo.flow.hazards import Hazards
from amparo.flow.reaching import Attrition, attrition_of
from amparo.flow.views import Cohort, Period, moves_in
from tests.flow import reference
from tests.flow.test_counts import AS_OF, ROWS, STAGES, log_of, plain

Rows = list[dict[str, Any]]
START = date(2023, 1, 1)


def entered(rows: Rows) -> bool:
    return bool(reference.moves(plain(rows), list(STAGES), AS_OF)[0])


def system(n: int, seed: int) -> EventLog:
    """Report, charge, trial, verdict: some leave, some skip the trial, some still wait."""
    chance = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        day: date | None = START + timedelta(days=int(chance.integers(0, 500)))
        row: dict[str, Any] = {"case": str(i), "unit": "ab"[i % 2], "report": day, "left": None}
        for stage, share, pace in (("charge", 0.7, 40), ("trial", 0.8, 90), ("verdict", 0.9, 60)):
            row[stage] = None
            wait = int(chance.exponential(pace))
            if day is None or chance.random() > share:
                row["left"] = row["left"] or (day and day + timedelta(days=wait))
                day = None
            else:
                row[stage] = day = day + timedelta(days=wait)
        row["status"] = "dropped" if row["left"] and row["left"] <= AS_OF else "open"
        rows.append(row)
    schema = dict.fromkeys(("report", "charge", "trial", "verdict", "left"), pl.Date)
    return EventLog.read(
        pl.DataFrame(rows, schema_overrides=schema), case="case", groups=["unit"], as_of=AS_OF,
        stages={s: s for s in ("report", "charge", "trial", "verdict")},
        exits=[Exit("dropped", "status", ("dropped",), "left")],
    )  # fmt: skip


@settings(deadline=None, max_examples=15)
@given(ROWS, st.integers(0, 300))
def test_every_share_equals_that_of_exact_fractions(rows: Rows, day: int) -> None:
    assume(entered(rows))
    got = log_of(rows).attrition(horizons=[day])
    wanted = reference.where_after(reference.moves(plain(rows), list(STAGES), AS_OF), day)
    there = {
        (s.stage, "here" if s.fate == "waiting" else s.fate): s.value
        for s in got.whole.shares
        if s.horizon == day and s.fate != "reached"
    }
    there[3, "here"] = got.whole.share(3, day).value
    assert there == pytest.approx(
        {key: float(wanted.get(key, 0)) for key in there}, abs=1e-9
    )  # fmt: skip
    assert set(wanted) <= set(there)


@settings(deadline=None, max_examples=10)
@given(ROWS)
def test_those_who_left_wait_and_arrived_add_up_to_one(rows: Rows) -> None:
    assume(entered(rows))
    got = log_of(rows).attrition(horizons=[0, 90, 365])
    for horizon in (0, 90, 365, None):
        ends = [s.value for s in got.whole.shares if s.horizon == horizon and s.fate != "reached"]
        assert sum(ends) + got.whole.share(3, horizon).value == pytest.approx(1, abs=1e-9)


@settings(deadline=None, max_examples=10)
@given(ROWS)
def test_the_order_of_rows_does_not_matter(rows: Rows) -> None:
    assume(entered(rows))
    first = log_of(rows).attrition(horizons=[90]).frame
    assert log_of(rows[::-1]).attrition(horizons=[90]).frame.equals(first)


def test_the_moves_of_two_halves_give_what_the_whole_gives() -> None:
    log = system(301, seed=12)
    halves = pl.concat([moves_in(part) for part in log.parts("unit").values()])
    wanted = log.attrition(horizons=[90]).whole.shares
    got = shares_of(nodes_of_moves(halves, 3), [90])
    assert [s.value for s in got] == pytest.approx([s.value for s in wanted], abs=1e-12)
    assert [s.variance for s in got] == pytest.approx([s.variance for s in wanted], abs=1e-12)


def test_one_step_is_aalen_johansen_with_its_interval() -> None:
    log = system(300, seed=3)
    got = log.attrition(("report", "charge"), horizons=[90])
    fates = aalen_johansen(counts.of_step(counts.of(log), 0).filter(pl.col("kind") != "skipped"))
    assert np.allclose(_numbers(got.reached("charge", within=90)), _numbers(fates.at(90)))
    assert np.allclose(
        _numbers(got.left("report", "dropped", within=90)), _numbers(fates.at(90, "dropped"))
    )


def _numbers(one: Any) -> list[float]:
    return [one.value, one.low, one.high]


def test_its_variance_is_the_infinitesimal_jackknife_of_the_counts() -> None:
    """Efron 1981: the derivative by the weight of every count, taken here by small steps."""
    table = moves_in(system(60, seed=5))
    base = shares_of(nodes_of_moves(table, 3), [120])
    total = np.zeros(len(base))
    for row in range(table.height):
        n = table["n"][row]
        more = table.with_columns(
            pl.col("n") + pl.when(pl.int_range(pl.len()) == row).then(1e-5).otherwise(0.0)
        )
        moved = shares_of(nodes_of_moves(more, 3), [120])
        slope = np.array([(b.value - a.value) / 1e-5 for a, b in zip(base, moved, strict=True)])
        total += n * slope**2
    assert [s.variance for s in base] == pytest.approx(total.tolist(), rel=2e-3, abs=1e-9)


def test_with_everything_known_it_is_the_plain_share() -> None:
    log = system(400, seed=8)
    late = replace(log, as_of=date(2030, 1, 1))
    sure = (
        log.frame.get_column("exit").is_not_null() | log.frame.get_column("verdict").is_not_null()
    )
    closed = replace(late, frame=log.frame.filter(sure))
    share = closed.frame.get_column("verdict").is_not_null().mean()
    assert closed.attrition(horizons=[4000]).reached("verdict").value == pytest.approx(share)


def test_shared_counts_say_the_same_as_the_log_where_nobody_skips() -> None:
    log = system(300, seed=9)
    one, two = log.attrition(by=["unit"]), attrition_of(counts.counted(log), by=["unit"])
    numbers = ["share", "low", "high"]
    assert one.frame.height == two.frame.height
    merged = one.frame.join(two.frame, on=["unit", "horizon", "stage", "fate"], nulls_equal=True)
    for name in numbers:
        assert merged[name].fill_null(-1).to_list() == pytest.approx(
            merged[f"{name}_right"].fill_null(-1).to_list(), abs=1e-9
        )


def test_the_chain_agrees_with_the_straight_count_where_the_steps_are_independent() -> None:
    got = system(4000, seed=2).attrition(horizons=[90, 365])
    gaps = (got.check["share"] - got.check["straight"]).abs()
    assert got.check.height == 6
    assert gaps.max() < 0.02  # type: ignore[operator]


def test_it_says_so_where_the_past_of_a_case_decides() -> None:
    """Half are quick at both steps, half slow at both: the chain mixes them."""
    rows = [
        {"case": str(i), "a": START, "b": START + timedelta(days=10 if i % 2 else 200),
         "c": START + timedelta(days=20 if i % 2 else 400)}
        for i in range(400)
    ]  # fmt: skip
    log = EventLog.read(pl.DataFrame(rows), case="case", stages={s: s for s in "abc"}, as_of=AS_OF)
    got = log.attrition(horizons=[30])
    assert got.reached("c", within=30).value == pytest.approx(0.25)
    assert got.check.filter(pl.col("stage") == "c").row(0)[3] == pytest.approx(0.5)
    assert "Counted straight from a it is 50%" in got.sentence()


def test_a_period_from_the_first_day_to_the_last_is_the_whole_log() -> None:
    log = system(200, seed=4)
    whole = moves_in(log)
    assert moves_in(log, Period(date(2000, 1, 1), AS_OF)).equals(whole)


@settings(deadline=None, max_examples=10)
@given(ROWS, st.integers(0, 200), st.integers(0, 200))
def test_a_period_counts_who_was_there_and_how_long_he_had_waited(
    rows: Rows, back: int, length: int
) -> None:
    ends_on = AS_OF - timedelta(days=back)
    begins_on = ends_on - timedelta(days=length)
    known = [
        {
            "days": {s: d if d and d <= ends_on else None for s, d in case["days"].items()},
            "exit": case["exit"] if case["exit"] and case["exit"][1] <= ends_on else None,
        }
        for case in plain(rows)
    ]
    wanted = []
    for place, found in enumerate(_dated(known, ends_on)):
        for start, days, what in found:
            if start + timedelta(days=days) >= begins_on:
                wanted.append((place, max(0, (begins_on - start).days), days, str(what)))
    assume(wanted)
    table = moves_in(log_of(rows), Period(begins_on, ends_on))
    what = (
        pl.when(pl.col("outcome") == "advanced").then(pl.col("to").cast(pl.String))
        .when(pl.col("outcome") == "exited").then("kind").otherwise(pl.lit("None"))
    )  # fmt: skip
    got = [
        row[:-1]
        for row in table.select("step", "late", "days", what.alias("what"), "n").rows()
        for _ in range(row[-1])
    ]
    assert sorted(got) == sorted(wanted)


def _dated(cases: Rows, as_of: date) -> list[list[tuple[date, int, Any]]]:
    """The reference's moves with the day on which each began."""
    made = []
    for place, stage in enumerate(STAGES[:-1]):
        starts = [c for c in cases if reference.moves([c], list(STAGES), as_of)[place]]
        made.append(
            [(c["days"][stage], *reference.moves([c], list(STAGES), as_of)[place][0])
             for c in starts]
        )  # fmt: skip
    return made


def test_a_cohort_holds_those_who_came_in_then_and_follows_them_on() -> None:
    log = system(200, seed=6)
    view = Cohort(date(2023, 3, 1), date(2023, 4, 30))
    came = log.frame.filter(pl.col("report").is_between(view.entered_from, view.entered_to))
    assert log.attrition(view=view).whole.n == came.height
    assert (
        log.attrition(view=view).whole.shares == replace(log, frame=came).attrition().whole.shares
    )


def test_a_cohort_and_a_period_are_never_compared() -> None:
    log = system(200, seed=6)
    days = date(2023, 3, 1), date(2023, 9, 30)
    with pytest.raises(Refused, match="cohort and a period"):
        log.attrition(view=Cohort(*days)).against(log.attrition(view=Period(*days)))


def test_two_cohorts_that_share_days_are_not_compared() -> None:
    log = system(200, seed=6)
    one = log.attrition(view=Cohort(date(2023, 1, 1), date(2023, 6, 30)))
    with pytest.raises(Refused, match="both sides"):
        one.against(log.attrition(view=Cohort(date(2023, 6, 30), date(2023, 9, 30))))


def test_two_cohorts_of_the_same_system_hardly_differ() -> None:
    log = system(3000, seed=7)
    one = log.attrition(view=Cohort(date(2023, 1, 1), date(2023, 4, 30)), horizons=[200])
    two = log.attrition(view=Cohort(date(2023, 5, 1), date(2023, 8, 31)), horizons=[200])
    row = one.against(two).filter(pl.col("horizon") == 200, pl.col("stage") == "verdict").row(
        0, named=True
    )  # fmt: skip
    assert row["low"] < 0 < row["high"]


def test_counts_know_no_cohort_and_say_so() -> None:
    with pytest.raises(Refused, match="who came in when"):
        attrition_of(counts.counted(system(50, 1)), view=Cohort(START, AS_OF))


def test_days_in_which_nobody_came_in_are_refused() -> None:
    with pytest.raises(CannotEstimate, match="Nobody"):
        system(50, 1).attrition(view=Cohort(date(2001, 1, 1), date(2001, 2, 1)))


def test_a_period_beyond_the_data_is_refused() -> None:
    with pytest.raises(Refused, match="after the day of the data"):
        system(50, 1).attrition(view=Period(START, date(2030, 1, 1)))


def test_stages_that_are_not_there_are_refused_by_name() -> None:
    with pytest.raises(Refused, match="report, charge, trial, verdict"):
        system(50, 1).attrition(("charge", "report"))


def test_groups_of_a_few_are_named_and_not_estimated() -> None:
    log = system(60, seed=1)
    few = log.frame.with_columns(
        pl.when(pl.int_range(pl.len()) < 4).then(pl.lit("tiny")).otherwise("unit").alias("unit")
    )
    got = replace(log, frame=few).attrition(by=["unit"])
    assert got.too_few == (("tiny",),)
    assert {chain.values for chain in got.groups} == {("a",), ("b",)}


def test_a_horizon_beyond_what_was_followed_says_at_least() -> None:
    got = system(200, seed=1).attrition(horizons=[90, 5000])
    assert not got.whole.share(1, 90).at_least
    assert got.whole.share(3, 5000).at_least


def test_it_speaks_and_draws_for_itself() -> None:
    got = system(200, seed=1).attrition()
    assert got.sentence().startswith("Of 200 cases at report, ")
    assert isinstance(got, Attrition)
    assert "<figure>" in got._repr_html_()


def test_nothing_at_a_stage_leaves_the_share_at_zero() -> None:
    nothing = Hazards(("→1",), np.array([], dtype=np.int64), np.zeros(0), np.zeros((2, 0)), 0.0)
    shares = shares_of([Node(nothing, {1: 1}, {})], [10])
    assert [(s.fate, s.value) for s in shares if s.horizon == 10] == [
        ("reached", 0),
        ("waiting", 1),
    ]


def test_a_diagnosis_brings_it_along() -> None:
    log = system(200, seed=1)
    assert diagnose(log).attrition.frame.equals(log.attrition().frame)  # type: ignore[union-attr]
    empty = replace(log, frame=log.frame.with_columns(pl.lit(None, pl.Date).alias("report")))
    assert diagnose(empty).attrition is None


@pytest.mark.real_data
def test_on_real_cases_the_chain_stays_near_the_straight_count_up_to_the_disposition(
    cook_county: Path,
) -> None:
    stages = ("received", "initiation", "arraignment", "disposition")
    got = EventLog.read(cook_county).attrition(stages, horizons=[90, 180])
    gaps = (got.check["share"] - got.check["straight"]).abs()
    assert got.check.height == 6
    assert gaps.max() < 0.01  # type: ignore[operator]
