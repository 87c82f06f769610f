"""Counts: what happened to whoever entered each step, and how places add up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from amparo.flow import EventLog, Exit, counts, diagnose
from amparo.flow.attrition import step_of, wilson
from amparo.flow.diagnosis import part_of
from tests.flow import reference

AS_OF = date(2024, 6, 30)
STAGES = ("complaint", "arrest", "charge", "verdict")
DAY = st.one_of(st.none(), st.integers(-400, 60).map(lambda n: AS_OF + timedelta(days=n)))
STATUS = st.sampled_from([None, "open", "refused", "withdrawn"])
ROW = st.fixed_dictionaries({**dict.fromkeys(STAGES, DAY), "status": STATUS})
ROWS = st.lists(ROW, min_size=1, max_size=25)
EXITS = (Exit("refused", "status", ("refused",)), Exit("withdrawn", "status", ("withdrawn",)))


def log_of(rows: list[dict[str, Any]]) -> EventLog:
    schema = {"case": pl.String, **dict.fromkeys(STAGES, pl.Date), "status": pl.String}
    numbered = [{"case": f"c{i}", **row} for i, row in enumerate(rows)]
    return EventLog.read(
        pl.DataFrame(numbered, schema=schema), case="case", stages={s: s for s in STAGES},
        exits=EXITS, as_of=AS_OF, groups=["status"],
    )  # fmt: skip


def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    cases = []
    for row in rows:
        days = {s: row[s] if row[s] and row[s] <= AS_OF else None for s in STAGES}
        known = [d for d in days.values() if d]
        leaves = row["status"] in ("refused", "withdrawn") and known
        cases.append({"days": days, "exit": (row["status"], max(known)) if leaves else None})
    return cases


@settings(deadline=None, max_examples=30)
@given(ROWS)
def test_every_step_counts_as_the_plain_reference_does(rows: list[dict[str, Any]]) -> None:
    table = counts.of(log_of(rows))
    got = [step_of(table, i, STAGES) for i in range(3)]
    wanted = reference.steps_of(plain(rows), list(STAGES), AS_OF)
    names = ("entered", "advanced", "exited", "waiting", "set_aside", "skipped")
    assert [[getattr(s, n) for n in names] for s in got] == [
        [getattr(s, n) for n in names] for s in wanted
    ]
    assert [dict(s.exits) for s in got] == [s.exits for s in wanted]


@settings(deadline=None, max_examples=30)
@given(ROWS)
def test_whoever_entered_advanced_left_or_waits(rows: list[dict[str, Any]]) -> None:
    table = counts.of(log_of(rows))
    steps = [step_of(table, i, STAGES) for i in range(3)]
    assert [s.entered for s in steps] == [s.advanced + s.exited + s.waiting for s in steps]


@settings(deadline=None, max_examples=30)
@given(ROWS, ROWS)
def test_the_counts_of_two_halves_add_up_to_the_whole(
    one: list[dict[str, Any]], two: list[dict[str, Any]]
) -> None:
    whole = counts.of(log_of([*one, *two]))
    halves = counts.combined(counts.of(log_of(one)), counts.of(log_of(two)))
    keys = [name for name in whole.columns if name != "n"]
    assert_frame_equal(halves.sort(keys), whole.sort(keys), check_column_order=False)


@settings(deadline=None, max_examples=30)
@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    assert_frame_equal(counts.of(log_of(rows)), counts.of(log_of(shuffled)))


@settings(deadline=None, max_examples=30)
@given(ROWS)
def test_groups_add_up_to_the_whole(rows: list[dict[str, Any]]) -> None:
    log = log_of(rows)
    parts = [counts.of(part) for part in log.parts("status").values()]
    assert_frame_equal(counts.combined(*parts), counts.combined(counts.of(log)))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_equals_statsmodels(k: int, n: int) -> None:
    from statsmodels.stats.proportion import proportion_confint

    k = min(k, n)
    low, high = proportion_confint(k, n, method="wilson")
    got = wilson(k, n)
    assert abs((got.low or 0) - low) < 1e-9
    assert abs((got.high or 0) - high) < 1e-9


def test_a_group_may_have_the_name_of_a_count() -> None:
    frame = pl.DataFrame({"c": ["1", "2"], "a": ["2024-01-01"] * 2, "b": [None, "2024-01-02"],
                          "step": ["x", "y"], "n": ["u", "u"]})  # fmt: skip
    log = EventLog.read(
        frame, case="c", stages={"a": "a", "b": "b"}, groups=["step", "n"], as_of="2024-02-01"
    )
    assert [(part.group, part.value, part.n) for part in diagnose(log).groups] == [
        ("step", "x", 1), ("step", "y", 1), ("n", "u", 2),
    ]  # fmt: skip


@settings(deadline=None, max_examples=10)
@given(ROWS)
def test_a_group_is_diagnosed_as_if_it_were_alone(rows: list[dict[str, Any]]) -> None:
    log = log_of(rows)
    alone = {value: part_of(part) for value, part in log.parts("status").items()}
    found = {part.value: part for part in diagnose(log).groups}
    assert {v: (p.n, p.reached, p.steps, p.finished) for v, p in found.items()} == {
        v: (p.n, p.reached, p.steps, p.finished) for v, p in alone.items()
    }
    assert [p.curves[0].frame.rows() for p in found.values()] == [
        p.curves[0].frame.rows() for p in alone.values()
    ]
