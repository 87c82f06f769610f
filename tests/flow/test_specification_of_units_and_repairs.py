"""Each table in spec/compared, opportunities, judged and effect; plain reference and engines agree."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from amparo.flow.counts import Counts
from amparo.flow.effects import effect
from amparo.flow.effects.outcome import advanced_within
from tests.flow import reference_units as plain
from tests.flow import specs
from tests.flow.engines import ENGINES, Engine

FOUND = 0.1  # a gain is drawn from what may be true: a tenth beside the plain formula


def files(analysis: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", specs.of(analysis), ids=lambda path: path.stem)


def by_unit(spec: specs.Spec) -> dict[str, tuple[int, int]]:
    """Of each unit: how many came, and how many went on within the days given."""
    within = int(spec.facts["within"])
    start, to = spec.stages
    made: dict[str, tuple[int, int]] = {}
    for case in specs.plain_cases(spec):
        n, k = made.get(case["groups"]["unit"], (0, 0))
        there = case["days"][to]
        went = there is not None and (there - case["days"][start]).days <= within
        made[case["groups"]["unit"]] = (n + 1, k + went)
    return made


def told(rows: list[specs.Row]) -> list[tuple[Any, ...]]:
    return [
        (row["unit"], specs.number(row["n"]), specs.number(row["share"]),
         specs.number(row["limit_low"]), specs.number(row["limit_high"]), row["stands"] or "")
        for row in rows
    ]  # fmt: skip


def near(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(round(v, 3) if isinstance(v, float) else v for v in row) for row in rows]


@files("compared")
@ENGINES
def test_an_engines_counts_compare_the_units_so(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    counts = engine.counts(spec.log())
    step = counts.pathway.step(*spec.stages)
    found = counts.compare(step, by="unit", within=int(spec.facts["within"]))
    got = [
        (u.name, float(u.entered), u.raw, u.limits.low, u.limits.high, u.stands)
        for u in found.units
    ]
    assert near(got) == told(spec.tables["compared"]), spec.claim
    believed = [specs.number(row["believed"]) for row in spec.tables["compared"]]
    assert [u.shrunk.value for u in found.units] == pytest.approx(believed, abs=0.01)


@files("compared")
def test_the_plain_binomial_compares_the_units_so(path: Path) -> None:
    spec = specs.read(path)
    units = by_unit(spec)
    mean = sum(k for _, k in units.values()) / sum(n for n, _ in units.values())
    got = []
    for name, (n, k) in sorted(units.items()):
        low, high = plain.limits(n, mean)
        stands = "below the funnel" if k / n < low else "above the funnel" if k / n > high else ""
        got.append((name, float(n), k / n, low, high, stands))
    assert near(got) == told(spec.tables["compared"]), spec.claim
    ordered = [units[name] for name in sorted(units)]
    shrunk = plain.believed([k for _, k in ordered], [n for n, _ in ordered])
    believed = [specs.number(row["believed"]) for row in spec.tables["compared"]]
    assert shrunk == pytest.approx(believed, abs=0.005)


@files("opportunities")
@ENGINES
def test_an_engines_counts_give_where_to_begin(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    counts: Counts = engine.counts(spec.log())
    found = counts.opportunities(by="unit")
    wanted = spec.tables["opportunities"]
    top = found.places[: len(wanted)]
    assert [(p.unit, p.start, p.to, str(p.entered)) for p in top] == [
        (r["unit"], r["start"], r["to"], r["entered"]) for r in wanted
    ], spec.claim
    assert [p.more.value for p in top] == pytest.approx(
        [specs.number(r["more"]) for r in wanted], rel=FOUND
    )
    assert [(b.unit, b.start, b.to) for b in found.bright_spots] == [
        (r["unit"], r["start"], r["to"]) for r in spec.tables["bright"]
    ]


@files("opportunities")
def test_the_plain_formula_gives_where_to_begin(path: Path) -> None:
    spec = specs.read(path)
    came: dict[tuple[str, int], int] = {}
    for case in specs.plain_cases(spec):
        for step, stage in enumerate(spec.stages):
            key = (case["groups"]["unit"], step)
            came[key] = came.get(key, 0) + (case["days"][stage] is not None)
    units, steps = sorted({unit for unit, _ in came}), range(len(spec.stages) - 1)
    share = {(u, s): Fraction(came[u, s + 1], came[u, s]) for u in units for s in steps}
    gains = {}
    for (unit, step), own in share.items():
        target = plain.upper_quartile([float(share[u, step]) for u in units])
        gain = came[unit, step] * max(0.0, target - float(own))
        for later in steps[step + 1 :]:
            gain *= float(share[unit, later])
        gains[unit, step] = gain
    order = sorted(gains, key=lambda place: -gains[place])
    for row, (unit, step) in zip(spec.tables["opportunities"], order, strict=False):
        place = (unit, spec.stages[step], spec.stages[step + 1], str(came[unit, step]))
        assert place == (row["unit"], row["start"], row["to"], row["entered"]), spec.claim
        assert gains[unit, step] == pytest.approx(specs.number(row["more"]))


@files("judged")
def test_the_months_that_can_be_judged_are(path: Path) -> None:
    spec = specs.read(path)
    start, to = spec.stages
    found = advanced_within(spec.log(), start, to, int(spec.facts["within"]), by="district")
    assert [(u, p.isoformat(), n, v) for u, p, v, n in found.frame.rows()] == [
        (r["district"], r["month"], int(str(r["n"])), specs.number(r["share"]))
        for r in spec.tables["judged"]
    ], spec.claim


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


def panel_of(spec: specs.Spec) -> pl.DataFrame:
    periods = [name for name in spec.tables["panel"][0] if name.isdigit()]
    return pl.DataFrame(
        [
            {"unit": row["unit"], "period": int(p), "y": float(str(row[p])),
             "first": row["repaired"]}
            for row in spec.tables["panel"] for p in periods
        ],
        schema_overrides={"first": pl.String},
    )  # fmt: skip


@files("effect")
def test_the_effect_is_the_one_of_the_table(path: Path) -> None:
    spec = specs.read(path)
    found = effect(
        panel_of(spec), outcome="y", unit="unit", period="period", treated_from="first",
        better=spec.facts["better"],
    )  # fmt: skip
    (overall,) = spec.tables["overall"]
    assert found.estimate == pytest.approx(specs.number(overall["estimate"])), spec.claim
    after = found.frame.filter(pl.col("since") >= 0).select("since", "estimate").rows()
    wanted = [(int(str(r["since"])), specs.number(r["estimate"])) for r in spec.tables["effect"]]
    assert after == [(since, pytest.approx(value)) for since, value in wanted]


@files("effect")
def test_plain_differences_give_the_effect(path: Path) -> None:
    spec = specs.read(path)
    units = [
        (int(str(row["repaired"])) if row["repaired"] else None,
         {int(p): Fraction(str(v)) for p, v in row.items() if p.isdigit()})
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
