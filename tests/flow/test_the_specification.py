"""Each table in spec/ is a claim; the engine and the plain reference both give its answer."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from amparo.flow import Diagnosis, EventLog, diagnose
from tests.flow import reference, specs

FILES = pytest.mark.parametrize("path", specs.ALL, ids=lambda path: path.stem)
COUNTS = ("entered", "advanced", "exited", "waiting", "set_aside", "skipped")


def number(text: str) -> float | None:
    return None if text == "-" else float(Fraction(text))


def wanted(spec: specs.Spec) -> list[dict[str, float | None]]:
    names = [name for name in spec.steps[0] if name not in ("from", "to")]
    return [{name: number(row[name]) for name in names} for row in spec.steps]


def diagnosed(spec: specs.Spec) -> Diagnosis:
    log = EventLog.read(
        pl.DataFrame(spec.log), case="case", stages={name: name for name in spec.stages},
        exits=spec.exits, as_of=spec.as_of,
    )  # fmt: skip
    return diagnose(log)


def plain_day(text: str | None, as_of: date) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day <= as_of else None


def plain_cases(spec: specs.Spec) -> list[dict[str, Any]]:
    cases: dict[str, dict[str, Any]] = {}
    for row in spec.log:
        case = cases.setdefault(
            str(row["case"]), {"days": dict.fromkeys(spec.stages), "exit": None}
        )
        for stage in spec.stages:
            day = plain_day(row[stage], spec.as_of)
            known = case["days"][stage]
            case["days"][stage] = min(d for d in (day, known) if d) if day or known else None
        for one in spec.exits:
            if str(row[one.column]).casefold() in {value.casefold() for value in one.values}:
                own = plain_day(row[one.date_column], spec.as_of) if one.date_column else None
                last = max(d for d in case["days"].values() if d)
                case["exit"] = (one.kind, own or last)
    return list(cases.values())


@FILES
def test_the_engine_gives_the_answer(path: Path) -> None:
    spec = specs.read(path)
    found = diagnosed(spec)
    got = [
        {
            **{name: float(getattr(step, name)) for name in COUNTS},
            "median": curve.median.value,
            "within_30": pytest.approx(curve.reached_by(30).value),
            "finished_median": finished.median_days,
        }
        for step, curve, finished in zip(
            found.whole.steps, found.whole.curves, found.whole.finished, strict=True
        )
    ]
    assert got == wanted(spec), spec.claim


@FILES
def test_the_plain_reference_gives_the_answer(path: Path) -> None:
    spec = specs.read(path)
    steps = reference.steps_of(plain_cases(spec), spec.stages, spec.as_of)
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
    ledger = diagnosed(spec).log.ledger
    assert ledger is not None
    dates = {line.what: line for line in ledger.lines}
    read = {name: dates[f"dates of {name}"].read for name in spec.stages}
    filled = {name: sum(row[name] is not None for row in spec.log) for name in spec.stages}
    assert read == filled
    assert all(line.read == line.used + sum(n for _, n in line.set_aside) for line in ledger.lines)
