"""Each table in spec/compared and opportunities; engines and a plain reference agree on it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from amparo.flow.counts import Counts
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
