"""Each table in spec/judged, effect, series and wedge; engines and a plain reference agree on it.

A number of a panel is also given as cases, which took as many days on average. All panels are one
log for an engine, which counts them in one go.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import polars as pl
import pytest

from amparo.flow import EventLog
from amparo.flow.counts import Counts
from amparo.flow.effects import Effect, effect
from amparo.flow.effects.entries import by_entry
from amparo.flow.effects.outcome import Outcome, advanced_within, days_waited
from amparo.flow.effects.wedge.model import orders_of
from tests.flow import reference_effects as plain
from tests.flow import specs
from tests.flow.engines import ENGINES, Engine

LONGEST = 60  # days; no case of a panel takes as long


def files(analysis: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", specs.of(analysis), ids=lambda path: path.stem)


def assert_judged(found: Outcome, spec: specs.Spec) -> None:
    assert [(u, p.isoformat(), n, v) for u, p, v, n in found.frame.rows()] == [
        (r["district"], r["month"], int(str(r["n"])), specs.number(r["share"]))
        for r in spec.tables["judged"]
    ], spec.claim


@files("judged")
def test_the_months_that_can_be_judged_are(path: Path) -> None:
    spec = specs.read(path)
    start, to = spec.stages
    found = advanced_within(spec.log(), start, to, int(spec.facts["within"]), by="district")
    assert_judged(found, spec)


@files("judged")
@ENGINES
def test_an_engines_counts_judge_the_same_months(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    start, to = spec.stages
    counts = engine.counts(by_entry(spec.log(), start))
    found = advanced_within(counts, start, to, int(spec.facts["within"]), by="district")
    assert_judged(found, spec)


@files("judged")
def test_a_plain_count_judges_the_same_months(path: Path) -> None:
    spec = specs.read(path)
    within, (start, to) = int(spec.facts["within"]), spec.stages
    seen: dict[tuple[str, date], list[bool]] = {}
    for case in specs.plain_cases(spec):
        came, went = case["days"][start], case["days"][to]
        month = came.replace(day=1)
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if last + timedelta(days=within) <= spec.as_of:
            in_time = went is not None and (went - came).days <= within
            seen.setdefault((case["groups"]["district"], month), []).append(in_time)
    assert {
        (r["district"], date.fromisoformat(str(r["month"]))): (
            int(str(r["n"])), Fraction(str(r["share"]))
        )
        for r in spec.tables["judged"]
    } == {key: (len(all_), Fraction(sum(all_), len(all_))) for key, all_ in seen.items()}  # fmt: skip


def periods_of(spec: specs.Spec) -> list[str]:
    return [name for name in spec.tables["panel"][0] if name.isdigit()]


def found_in(spec: specs.Spec, design: str = "auto") -> Effect:
    frame = pl.DataFrame(
        [
            {"unit": row["unit"], "period": int(p), "y": float(str(row[p])),
             "first": row["repaired"]}
            for row in spec.tables["panel"] for p in periods_of(spec)
        ],
        schema_overrides={"first": pl.String},
    )  # fmt: skip
    return effect(
        frame, outcome="y", unit="unit", period="period", treated_from="first",
        better=spec.facts["better"], design=design,
    )  # fmt: skip


def months_from(period: str) -> date:
    years, month = divmod(int(period) - 1, 12)
    return date(2020 + years, month + 1, 1)


def cases_of(spec: specs.Spec) -> list[dict[str, object]]:
    """The panel as cases: two came in each month, and took as many days on average."""
    rows: list[dict[str, object]] = []
    for row in spec.tables["panel"]:
        for period in periods_of(spec):
            came, days = months_from(period), Fraction(str(row[period]))
            district = f"{spec.path.stem}: {row['unit']}"
            rows += [
                {"district": district, "came": came, "went": came + timedelta(days=taken)}
                for taken in (floor(days), ceil(days))
            ]
    assert len(rows) == int(spec.facts["cases a month"]) * len(spec.tables["panel"]) * len(
        periods_of(spec)
    )
    return rows


@functools.cache
def panels_counted_on(engine: Engine) -> Counts:
    every = [specs.read(path) for name in ("effect", "series", "wedge") for path in specs.of(name)]
    cases = pl.DataFrame([row for spec in every for row in cases_of(spec)])
    log = EventLog.read(
        cases.with_row_index("case"), case="case", stages={"came": "came", "went": "went"},
        groups=["district"], as_of=date(2022, 1, 1),
    )  # fmt: skip
    return engine.counts(by_entry(log, "came"))


def effect_on(engine: Engine, spec: specs.Spec, design: str) -> Effect:
    """The effect in the panel that an engine counted, of this table's units."""
    counts = panels_counted_on(engine)
    ours = pl.col(counts.column_of("district")).str.starts_with(f"{spec.path.stem}: ")
    own = replace(counts, steps=counts.steps.filter(ours))
    outcome = days_waited(own, "came", "went", LONGEST, by="district")
    began = {
        f"{spec.path.stem}: {row['unit']}": months_from(str(row["repaired"]))
        for row in spec.tables["panel"] if row["repaired"]
    }  # fmt: skip
    return effect(outcome, treated_from=began, better=spec.facts["better"], design=design)


@files("effect")
@ENGINES
def test_a_panel_that_an_engine_counted_has_the_same_effect(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    assert_effect(effect_on(engine, spec, "auto"), spec)


@files("effect")
def test_the_effect_is_the_one_of_the_table(path: Path) -> None:
    spec = specs.read(path)
    assert_effect(found_in(spec), spec)


def assert_effect(found: Effect, spec: specs.Spec) -> None:
    (overall,) = spec.tables["overall"]
    assert found.estimate is not None
    assert found.estimate == pytest.approx(specs.number(overall["estimate"])), spec.claim
    frame = found.frame.filter(pl.col("since") >= 0)
    after = frame.select("since", "estimate").rows()
    wanted = [(int(str(r["since"])), specs.number(r["estimate"])) for r in spec.tables["effect"]]
    assert after == [(since, pytest.approx(value)) for since, value in wanted]


@files("effect")
def test_plain_differences_give_the_effect(path: Path) -> None:
    spec = specs.read(path)
    units = [
        (int(str(row["repaired"])) if row["repaired"] else None,
         {int(p): Fraction(str(row[p])) for p in periods_of(spec)})
        for row in spec.tables["panel"]
    ]  # fmt: skip
    last = max(units[0][1])
    parts: dict[tuple[int, int], tuple[Fraction, int]] = {}
    for began in {first for first, _ in units if first}:
        own = [y for first, y in units if first == began]
        for at in range(began, last + 1):
            others = [y for first, y in units if first is None or first > at]
            gap = _change(own, began - 1, at) - _change(others, began - 1, at)
            parts[began, at] = (gap, len(own))
    for row in spec.tables["effect"]:
        since = int(str(row["since"]))
        got = _mean([part for (began, at), part in parts.items() if at - began == since])
        assert got == Fraction(str(row["estimate"])), spec.claim
    (overall,) = spec.tables["overall"]
    assert _mean(list(parts.values())) == Fraction(str(overall["estimate"]))
    assert sum(n for _, n in parts.values()) == int(str(overall["repaired_periods"]))


def _change(units: list[dict[int, Fraction]], before: int, at: int) -> Fraction:
    return sum((y[at] - y[before] for y in units), Fraction(0)) / len(units)


def _mean(parts: list[tuple[Fraction, int]]) -> Fraction:
    return sum((value * n for value, n in parts), Fraction(0)) / sum(n for _, n in parts)


@files("series")
def test_the_broken_line_is_the_one_of_the_table(path: Path) -> None:
    spec = specs.read(path)
    assert_line(found_in(spec, "series"), spec)


@files("series")
@ENGINES
def test_a_series_that_an_engine_counted_breaks_there_too(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    assert_line(effect_on(engine, spec, "series"), spec)


def assert_line(found: Effect, spec: specs.Spec) -> None:
    (overall,) = spec.tables["overall"]
    wanted = [specs.number(overall[name]) for name in ("level", "slope", "effect")]
    line = found.tables["overall"]["estimate"].to_list()
    assert line == pytest.approx(wanted), spec.claim
    assert found.estimate is not None
    assert found.estimate == pytest.approx(wanted[-1])
    expected = dict(found.frame.select("since", "expected").rows())
    for row in spec.tables["expected"]:
        assert expected[int(str(row["since"]))] == pytest.approx(specs.number(row["expected"]))


@files("series")
def test_plain_least_squares_break_the_line_there(path: Path) -> None:
    spec = specs.read(path)
    repaired, *others = spec.tables["panel"]
    y = [
        Fraction(str(repaired[p])) - sum((Fraction(str(o[p])) for o in others), Fraction(0))
        for p in periods_of(spec)
    ]
    broken, effect_, expected = plain.broken_line(y, int(str(repaired["repaired"])) - 1)
    (overall,) = spec.tables["overall"]
    assert [*broken, effect_] == [Fraction(str(v)) for v in overall.values()], spec.claim
    for row in spec.tables["expected"]:
        assert expected[int(str(row["since"]))] == Fraction(str(row["expected"]))


@files("wedge")
def test_the_wedge_is_the_one_of_the_table(path: Path) -> None:
    spec = specs.read(path)
    assert_wedge(found_in(spec, "wedge"), spec)


@files("wedge")
@ENGINES
def test_a_wedge_that_an_engine_counted_is_the_same(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    assert_wedge(effect_on(engine, spec, "wedge"), spec)


def assert_wedge(found: Effect, spec: specs.Spec) -> None:
    (overall,) = spec.tables["overall"]
    by_lot = found.tables["overall"].row(2, named=True)
    assert by_lot["estimate"] == pytest.approx(specs.number(overall["estimate"]), abs=5e-4)
    # Of 1,999 orders drawn, not of all.
    assert by_lot["p"] == pytest.approx(specs.number(overall["as_far_from_nothing"]), abs=0.02)


@files("wedge")
def test_plain_least_squares_over_every_order_give_the_wedge(path: Path) -> None:
    spec = specs.read(path)
    panel = spec.tables["panel"]
    first = [int(str(row["repaired"])) for row in panel]
    rows = [
        (u, int(p), float(str(row[p]))) for u, row in enumerate(panel) for p in periods_of(spec)
    ]
    ratio = plain.best_ratio(rows, first)
    (overall,) = spec.tables["overall"]
    assert plain.wedge(rows, first, ratio)[0] == pytest.approx(
        specs.number(overall["estimate"]), abs=5e-4
    ), spec.claim
    assert plain.luck(rows, first, ratio) == specs.number(overall["as_far_from_nothing"])
    assert orders_of(pl.Series(first).to_numpy()) == int(str(overall["orders"]))
