"""Each table in spec/steps is a claim; every engine and the plain reference give its answer."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from amparo.flow import Diagnosis, EventLog, diagnose
from amparo.flow.counts import Counts
from tests.flow import reference, specs
from tests.flow.engines import ENGINES, Engine

FILES = pytest.mark.parametrize("path", specs.of("steps"), ids=lambda path: path.stem)
COUNTS = ("entered", "advanced", "exited", "waiting", "set_aside", "skipped")


def wanted(spec: specs.Spec) -> list[dict[str, float | None]]:
    answer = spec.tables["steps"]
    names = [name for name in answer[0] if name not in ("from", "to")]
    return [{name: specs.number(row[name]) for name in names} for row in answer]


def found(source: EventLog | Counts) -> list[dict[str, object]]:
    made: Diagnosis = diagnose(source)
    return [
        {
            **{name: float(getattr(step, name)) for name in COUNTS},
            "median": curve.median.value,
            "within_30": pytest.approx(curve.reached_by(30).value),
            "finished_median": finished.median_days,
        }
        for step, curve, finished in zip(
            made.whole.steps, made.whole.curves, made.whole.finished, strict=True
        )
    ]


@FILES
@ENGINES
def test_the_engine_gives_the_answer(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    assert found(engine.counts(spec.log())) == wanted(spec), spec.claim


@FILES
def test_the_log_in_memory_gives_the_answer(path: Path) -> None:
    spec = specs.read(path)
    assert found(spec.log()) == wanted(spec), spec.claim


@FILES
def test_the_plain_reference_gives_the_answer(path: Path) -> None:
    spec = specs.read(path)
    steps = reference.steps_of(specs.plain_cases(spec), spec.stages, spec.as_of)
    got = [
        {
            **{name: float(getattr(step, name)) for name in COUNTS},
            "median": reference.quantile(step.durations, Fraction(1, 2)),
            "within_30": float(1 - reference.survival_at(step.durations, 30)),
            "finished_median": reference.finished_median(step.durations),
        }
        for step in steps
    ]
    assert got == wanted(spec), spec.claim


@FILES
def test_the_ledger_adds_up_to_what_was_read(path: Path) -> None:
    spec = specs.read(path)
    ledger = spec.log().ledger
    assert ledger is not None
    dates = {line.what: line for line in ledger.lines}
    read = {name: dates[f"dates of {name}"].read for name in spec.stages}
    filled = {name: sum(row[name] is not None for row in spec.rows) for name in spec.stages}
    assert read == filled
    assert all(line.read == line.used + sum(n for _, n in line.set_aside) for line in ledger.lines)
