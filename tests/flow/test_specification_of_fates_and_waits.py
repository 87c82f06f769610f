"""Each table in spec/fates and spec/waits; the plain reference and every engine agree on it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from amparo.flow import EventLog
from amparo.flow.competing import STILL, aalen_johansen
from amparo.flow.counts import Counts, of
from amparo.flow.curves import kaplan_meiers
from amparo.flow.logrank import logrank
from tests.flow import reference, specs
from tests.flow.engines import ENGINES, Engine

FATES = pytest.mark.parametrize("path", specs.of("fates"), ids=lambda path: path.stem)
WAITS = pytest.mark.parametrize("path", specs.of("waits"), ids=lambda path: path.stem)


def numbers(rows: list[specs.Row]) -> list[dict[str, float | None]]:
    return [{name: specs.number(cell) for name, cell in row.items()} for row in rows]


def fates_of(source: EventLog | Counts, spec: specs.Spec) -> list[dict[str, Any]]:
    found = aalen_johansen(of(source))
    asked = numbers(spec.tables["fates"])
    return [
        {name: row["days"] if name == "days" else pytest.approx(found.at(int(row["days"] or 0), name).value)
         for name in row}
        for row in asked
    ]  # fmt: skip


@FATES
@ENGINES
def test_an_engines_counts_give_the_fates(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    assert fates_of(engine.counts(spec.log()), spec) == numbers(spec.tables["fates"]), spec.claim


@FATES
def test_the_log_in_memory_gives_the_fates(path: Path) -> None:
    spec = specs.read(path)
    assert fates_of(spec.log(), spec) == numbers(spec.tables["fates"]), spec.claim


@FATES
def test_the_plain_reference_gives_the_fates(path: Path) -> None:
    spec = specs.read(path)
    began, to = spec.stages
    durations = [
        ((case["days"][to] - case["days"][began]).days, "advanced") if case["days"][to]
        else ((case["exit"][1] - case["days"][began]).days, case["exit"][0]) if case["exit"]
        else ((spec.as_of - case["days"][began]).days, None)
        for case in specs.plain_cases(spec)
    ]  # fmt: skip
    for row in spec.tables["fates"]:
        shares, still = reference.fates(durations, int(str(row["days"])))
        for name in set(row) - {"days"}:
            got = still if name == STILL else shares[name]
            assert got == Fraction(str(row[name])), (spec.claim, row["days"], name)


@WAITS
@ENGINES
def test_an_engines_counts_give_the_waits(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    counts = engine.counts(spec.log()).steps
    curves = kaplan_meiers(counts, spec.groups)
    got = [
        {
            "place": place,
            "n": float(curve.n),
            "median": curve.median.value,
            "within_5": curve.reached_by(5).value,
        }
        for (place,), curve in curves.items()
    ]
    wanted = [
        {name: cell if name == "place" else specs.number(cell) for name, cell in row.items()}
        for row in spec.tables["waits"]
    ]
    assert got == wanted, spec.claim
    test = logrank(counts, spec.groups)
    (answer,) = numbers(spec.tables["logrank"])
    assert test.observed[0] == answer["observed_north"]
    assert test.expected[0] == pytest.approx(answer["expected_north"])


@WAITS
def test_the_plain_reference_gives_the_waits(path: Path) -> None:
    spec = specs.read(path)
    began, to = spec.stages
    by_place: dict[str, list[tuple[int, bool]]] = {}
    for case in specs.plain_cases(spec):
        end = case["days"][to] or spec.as_of
        wait = ((end - case["days"][began]).days, case["days"][to] is not None)
        by_place.setdefault(case["groups"]["place"], []).append(wait)
    for row in spec.tables["waits"]:
        durations = by_place[str(row["place"])]
        assert len(durations) == int(str(row["n"]))
        assert reference.quantile(durations, Fraction(1, 2)) == specs.number(row["median"])
        assert 1 - reference.survival_at(durations, 5) == Fraction(str(row["within_5"]))
    everyone = [one for durations in by_place.values() for one in durations]
    expected = Fraction(0)
    for day in {days for days, went in everyone if went}:
        here = sum(1 for days, _ in by_place["north"] if days >= day)
        there = sum(1 for days, _ in everyone if days >= day)
        expected += Fraction(here * sum(1 for d, went in everyone if d == day and went), there)
    assert expected == Fraction(str(spec.tables["logrank"][0]["expected_north"]))


@pytest.mark.parametrize("path", specs.of("follows"), ids=lambda path: path.stem)
@ENGINES
def test_an_engine_counts_what_follows_what(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    found = engine(spec.log()).follows.group_by("source", "target").sum()
    got = {(s, t): n for s, t, n in found.select("source", "target", "n").rows()}
    wanted = {(r["source"], r["target"]): int(str(r["count"])) for r in spec.tables["follows"]}
    assert got == wanted, spec.claim


@pytest.mark.parametrize("path", specs.of("variants"), ids=lambda path: path.stem)
@ENGINES
def test_an_engine_counts_variants(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    found = engine(spec.log()).variants.group_by("variant").sum()
    got = {" → ".join(v): n for v, n in found.select("variant", "n").rows()}
    wanted: dict[str, int] = {}
    for row in spec.tables["variants"]:
        key = str(row["variant"]).removesuffix(" → …")  # counts do not tell open paths apart
        wanted[key] = wanted.get(key, 0) + int(str(row["count"]))
    assert got == wanted, spec.claim
