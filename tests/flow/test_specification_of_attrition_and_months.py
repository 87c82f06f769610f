"""Each table in spec/attrition, months and shared; the plain reference and every engine agree."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from amparo.flow import EventLog
from amparo.flow.counts import Counts, put_together
from amparo.flow.courts import monthly
from tests.flow import reference, specs
from tests.flow.engines import ENGINES, Engine

ATTRITION = pytest.mark.parametrize("path", specs.of("attrition"), ids=lambda path: path.stem)
MONTHS = pytest.mark.parametrize("path", specs.of("months"), ids=lambda path: path.stem)
SHARED = pytest.mark.parametrize("path", specs.of("shared"), ids=lambda path: path.stem)
FOREVER = 100_000


def whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def shares_of(source: EventLog | Counts, spec: specs.Spec) -> list[float | None]:
    rows = spec.tables["attrition"]
    ends = sorted({int(row["within"]) for row in rows if row["within"]})
    found = source.attrition(horizons=ends)
    return [
        found.left(str(row["stage"]), str(row["fate"]), within=whole(row["within"])).value
        for row in rows
    ]


@ATTRITION
@ENGINES
def test_an_engines_counts_give_the_shares(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    wanted = [specs.number(row["share"]) for row in spec.tables["attrition"]]
    assert shares_of(engine.counts(spec.log()), spec) == pytest.approx(wanted), spec.claim


@ATTRITION
def test_the_log_in_memory_gives_the_shares(path: Path) -> None:
    spec = specs.read(path)
    wanted = [specs.number(row["share"]) for row in spec.tables["attrition"]]
    assert shares_of(spec.log(), spec) == pytest.approx(wanted), spec.claim


@ATTRITION
def test_the_plain_chain_gives_the_shares(path: Path) -> None:
    spec = specs.read(path)
    moves = reference.moves(specs.plain_cases(spec), spec.stages, spec.as_of)
    for row in spec.tables["attrition"]:
        ends = reference.where_after(moves, whole(row["within"]) or FOREVER)
        place = spec.stages.index(str(row["stage"]))
        fate = {"waiting": "here"}.get(str(row["fate"]), str(row["fate"]))
        beyond = sum((n for (k, _), n in ends.items() if k >= place), Fraction(0))
        got = beyond if fate == "reached" else ends.get((place, fate), Fraction(0))
        assert got == Fraction(str(row["share"])), (spec.claim, row)


def flow_of(source: EventLog | Counts) -> list[dict[str, Any]]:
    return monthly(source, 0).frame.to_dicts()


def wanted_months(spec: specs.Spec) -> list[dict[str, Any]]:
    return [
        {name: date.fromisoformat(str(cell)) if name == "month" else specs.number(cell)
         for name, cell in row.items()}
        for row in spec.tables["months"]
    ]  # fmt: skip


@MONTHS
@ENGINES
def test_an_engines_counts_give_the_months(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    assert flow_of(engine.counts(spec.log())) == wanted_months(spec), spec.claim


@MONTHS
def test_the_plain_count_gives_the_months(path: Path) -> None:
    spec = specs.read(path)
    came, went = [], []
    for case in specs.plain_cases(spec):
        start, to = (case["days"][stage] for stage in spec.stages)
        came.append(start)
        went.append(to or (case["exit"][1] if case["exit"] else None))
    for row in wanted_months(spec):
        first = row["month"]
        last = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), spec.as_of)
        incoming = sum(first <= day <= last for day in came)
        resolved = sum(day is not None and first <= day <= last for day in went)
        backlog = sum(day <= last for day in came) - sum(bool(day and day <= last) for day in went)
        days = (last - first).days + 1
        assert row == {
            "month": first, "days": days, "incoming": incoming, "resolved": resolved,
            "backlog": backlog, "clearance_rate": resolved / incoming if incoming else None,
            "disposition_days": backlog / resolved * days if resolved else None,
        }, spec.claim  # fmt: skip


def shared_cells(counts: Counts, spec: specs.Spec) -> list[tuple[Any, ...]]:
    left = counts.without_small_cells(int(spec.facts["fewest"]))
    return sorted(left.steps.select("place", "outcome", "days", "n").rows())


def wanted_cells(spec: specs.Spec) -> list[tuple[Any, ...]]:
    return sorted(
        (row["place"], row["outcome"], whole(row["days"]), whole(row["n"]))
        for row in spec.tables["cells"]
    )


@SHARED
@ENGINES
def test_an_engines_counts_are_shared_so(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    assert shared_cells(engine.counts(spec.log()), spec) == wanted_cells(spec), spec.claim


@SHARED
def test_places_that_counted_at_home_share_the_same(path: Path) -> None:
    spec = specs.read(path)
    log = spec.log()
    places = log.frame.partition_by("place")
    at_home = [EventLog(part, log.pathway, log.as_of) for part in places]
    together = put_together(*(_counted(one) for one in at_home))
    assert shared_cells(together, spec) == wanted_cells(spec), spec.claim


def _counted(log: EventLog) -> Counts:
    from amparo.flow.counts import counted

    return counted(log)


@SHARED
def test_the_plain_rules_share_the_same(path: Path) -> None:
    spec = specs.read(path)
    fewest = int(spec.facts["fewest"])
    (began, to), cells = spec.stages, {}
    for case in specs.plain_cases(spec):
        end = case["days"][to]
        key = (case["groups"]["place"], "advanced" if end else "waiting")
        cells.setdefault(key, []).append(((end or spec.as_of) - case["days"][began]).days)
    sizes = {p: sum(len(d) for (q, _), d in cells.items() if q == p) for p, _ in cells}
    joined = {place for (place, _), days in cells.items() if len(days) < fewest}
    others = sorted(set(sizes) - joined, key=lambda place: (sizes[place], place))
    while any(0 < n < fewest for n in _sizes(cells, joined)):
        joined.add(others.pop(0))
    pooled: dict[tuple[str, str], list[int]] = {}
    for (place, outcome), days in cells.items():
        pooled.setdefault(("(few)" if place in joined else place, outcome), []).extend(days)
    made = [
        (place, outcome, middle, n)
        for (place, outcome), days in pooled.items()
        for middle, n in _runs(sorted(days), fewest)
    ]
    assert sorted(made) == wanted_cells(spec), spec.claim


def _sizes(cells: dict[tuple[str, str], list[int]], joined: set[str]) -> list[int]:
    outcomes = {outcome for _, outcome in cells}
    return [
        sum(len(days) for (place, o), days in cells.items() if o == outcome and place in joined)
        for outcome in outcomes
    ]


def _runs(days: list[int], fewest: int) -> list[tuple[int, int]]:
    """Whole days together until each run has enough; the last takes what is left over."""
    runs: list[list[int]] = [[]]
    for day in sorted(set(days)):
        if len(runs[-1]) >= fewest:
            runs.append([])
        runs[-1] += [day] * days.count(day)
    if len(runs) > 1 and len(runs[-1]) < fewest:
        last = runs.pop()
        runs[-1] += last
    return [(run[(len(run) + 1) // 2 - 1], len(run)) for run in runs]


def test_the_shared_specification_holds_every_case() -> None:
    counts = [
        (len(specs.read(path).rows), sum(n for *_, n in wanted_cells(specs.read(path))))
        for path in specs.of("shared")
    ]
    assert [there for there, _ in counts] == [told for _, told in counts]
    assert pl.Series([n for n, _ in counts]).min() > 0
