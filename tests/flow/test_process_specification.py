"""Each table in spec/follows, variants, rework and courts; engines and a plain reference agree.

The four tables of courts are one log for an engine, which counts them in one go.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from amparo.flow import EventLog
from amparo.flow.courts import Courts
from amparo.flow.courts.asked import Asked, asked_events, asked_of
from amparo.flow.courts.counted import CourtCounts
from amparo.flow.courts.result import measured
from amparo.flow.engines import rework_log
from amparo.flow.engines.court_tables import court_counts
from amparo.flow.engines.engine import one_answer
from amparo.flow.engines.events import in_memory
from amparo.flow.process.follows import QUARTILES
from amparo.flow.process.quantiles import quantiles_of
from tests.flow import reference_courts, specs
from tests.flow import reference_process as plain
from tests.flow.engines import ENGINES, THROUGH_IBIS, Engine, running
from tests.flow.reference import quantile as waiting_quantile

WORDS = ("activity", "source", "target", "kind", "after", "variant", "party", "reason")
PLAIN_WORDS = ("filed", "disposed", "hearing", "adjourned", "trial", "inactive")


def files(analysis: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", specs.of(analysis), ids=lambda path: path.stem)


def cell(name: str, text: str | None) -> Any:
    if name in WORDS:
        return text
    return {"yes": True, "no": False}[str(text)] if name == "finished" else specs.number(text)


def answer(spec: specs.Spec, table: str) -> list[dict[str, Any]]:
    return [{name: cell(name, text) for name, text in row.items()} for row in spec.tables[table]]


def rounded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {k: round(float(v), 9) if isinstance(v, float | int | Fraction) and not isinstance(v, bool) else v
         for k, v in row.items()}
        for row in rows
    ]  # fmt: skip


def assert_answers(frame: pl.DataFrame, spec: specs.Spec, table: str) -> None:
    wanted = answer(spec, table)
    assert rounded(frame.select(wanted[0].keys()).to_dicts()) == rounded(wanted), spec.claim


def plain_paths(spec: specs.Spec) -> dict[str, plain.Path]:
    """By day, on one day as the pathway has it, then by name."""
    place = {name: (0, k, "") for k, name in enumerate(spec.stages)}
    cases: dict[str, plain.Path] = {}
    for row in spec.rows:
        day = specs.plain_day(row["day"], spec.as_of)
        path = cases.setdefault(str(row["case"]), [])
        if day is not None:
            path.append((str(row["activity"]), day))
    return {
        case: sorted(path, key=lambda one: (one[1], place.get(one[0], (1, 0, one[0]))))
        for case, path in cases.items()
    }


def plain_finished(spec: specs.Spec, paths: dict[str, plain.Path]) -> set[str]:
    last = spec.stages[-1]
    return {case for case, path in paths.items() if any(name == last for name, _ in path)}


@files("follows")
@ENGINES
def test_the_map_gives_the_answer(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    found = engine.map(spec.log()).follows
    assert_answers(found.frame, spec, "follows")
    assert_answers(found.activities.sort(_order(spec, "activities")), spec, "activities")


def _order(spec: specs.Spec, table: str) -> pl.Expr:
    names = [str(row["activity"]) for row in spec.tables[table]]
    return pl.col("activity").replace_strict(
        {name: place for place, name in enumerate(names)}, default=len(names)
    )


@files("follows")
@ENGINES
def test_the_pass_counts_the_same_pairs(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    pairs = quantiles_of(engine(spec.log()).follows, ["source", "target"], QUARTILES).sort(
        "count", "source", "target", descending=[True, False, False]
    )
    wanted = [{k: v for k, v in row.items() if k != "n_cases"} for row in answer(spec, "follows")]
    assert rounded(pairs.select(wanted[0].keys()).to_dicts()) == rounded(wanted), spec.claim


@files("follows")
def test_the_plain_map_gives_the_answer(path: Path) -> None:
    spec = specs.read(path)
    paths = plain_paths(spec)
    rows = [
        {"source": source, "target": target, **numbers}
        for (source, target), numbers in plain.follows(paths).items()
    ]
    rows.sort(key=lambda row: (-row["count"], row["source"], row["target"]))
    assert rounded(rows) == rounded(answer(spec, "follows")), spec.claim
    counts = plain.activities(paths, plain_finished(spec, paths))
    assert counts == {row.pop("activity"): row for row in answer(spec, "activities")}


@files("variants")
@ENGINES
def test_the_paths_give_the_answer(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    assert_answers(engine.map(spec.log()).variants.frame, spec, "variants")


@files("variants")
@ENGINES
def test_the_pass_counts_the_same_paths(engine: Engine, path: Path) -> None:
    spec = specs.read(path)
    counted = engine(spec.log()).variants.with_columns(
        pl.col("variant").list.contains(spec.stages[-1]).alias("finished"),
        pl.col("variant").list.join(" → "),
    )
    paths = quantiles_of(counted, ["variant", "finished"], {"median_days": 0.5})
    found = {
        (row["variant"], row["finished"]): (row["count"], row["finished"] and row["median_days"])
        for row in paths.to_dicts()
    }
    assert found == {
        (row["variant"].removesuffix(" → …"), row["finished"]): (
            row["count"], row["finished"] and row["median_days"]
        )
        for row in answer(spec, "variants")
    }, spec.claim  # fmt: skip


@files("variants")
def test_the_plain_paths_give_the_answer(path: Path) -> None:
    spec = specs.read(path)
    paths = plain_paths(spec)
    found = plain.variants(paths, plain_finished(spec, paths), spec.as_of)
    total = sum(n for n, _ in found.values())
    rows = [
        {
            "variant": " → ".join((*names, *(() if done else ("…",)))), "finished": done,
            "count": n, "share": Fraction(n, total), "median_days": days if done else None,
            "median_days_so_far": None if done else days,
        }
        for (names, done), (n, days) in found.items()
    ]  # fmt: skip
    wanted = answer(spec, "variants")
    places = [row["variant"] for row in wanted]
    rows.sort(key=lambda row: places.index(row["variant"]))
    assert rounded(rows) == rounded(wanted), spec.claim


@files("rework")
def test_rework_gives_the_answer(path: Path) -> None:
    spec = specs.read(path)
    assert_answers(spec.log().rework().frame, spec, "rework")


@files("rework")
@THROUGH_IBIS
def test_an_engine_gives_the_same_rework(name: str, path: Path) -> None:
    spec = specs.read(path)
    assert_answers(rework_log(running(name), spec.log()).frame, spec, "rework")


@files("rework")
def test_plain_rework_gives_the_answer(path: Path) -> None:
    spec = specs.read(path)
    paths = plain_paths(spec)
    again = {
        activity: {"times": times, "at_once": at_once, "n_cases": n, "extra_days": days}
        for activity, (times, at_once, n, days) in plain.repeated(paths).items()
    }
    back = plain.returns(paths, spec.stages, plain_finished(spec, paths), spec.as_of)
    wanted = answer(spec, "rework")
    got = [
        {name: row[name] for name in ("times", "at_once", "n_cases", "extra_days")}
        for row in wanted
        if row["kind"] == "again"
    ]
    named = [row["activity"] for row in wanted if row["kind"] == "again"]
    assert got == [again[name] for name in named]
    assert set(again) == set(named)
    assert [
        (row["times"], row["extra_days"], row["n_not_yet"], row["median_days"])
        for row in wanted
        if row["kind"] == "back"
    ] == [
        (len(back), sum(r[3] for r in back), sum(not r[4] for r in back),
         waiting_quantile([(r[3], r[4]) for r in back], Fraction(1, 2)))
    ]  # fmt: skip


def words_of(spec: specs.Spec) -> dict[str, tuple[str, ...]]:
    given = {name: spec.facts.get(name, "") for name in PLAIN_WORDS}
    return {name: tuple(word for word in text.split(", ") if word) for name, text in given.items()}


@files("courts")
def test_the_court_measures_give_the_answer(path: Path) -> None:
    spec = specs.read(path)
    said = {name: name for name in ("reason", "party") if name in spec.rows[0]}
    found = spec.log().courts(**words_of(spec), **said, standard_days=int(spec.facts["standard"]))
    assert_answers(found.frame, spec, "measures")
    assert "reasons" not in spec.tables or assert_reasons(found, spec)


def all_court_words() -> dict[str, tuple[str, ...]]:
    """The words of all tables of courts; each table has words of its own for other things."""
    every = [words_of(specs.read(path)) for path in specs.of("courts")]
    return {name: tuple({word for one in every for word in one[name]}) for name in PLAIN_WORDS}


@functools.cache
def courts_counted_on(name: str) -> tuple[CourtCounts, Asked]:
    """What an engine counts in all tables of courts together, each table as a unit."""
    every = [specs.read(path) for path in specs.of("courts")]
    assert {spec.as_of for spec in every} == {every[0].as_of}
    rows = [
        {**row, "case": f"{spec.path.stem} {row['case']}", "table": spec.path.stem}
        for spec in every
        for row in spec.rows
    ]
    pathway = replace(every[0].log().pathway, groups=("table",))
    log = EventLog.read(pl.DataFrame(rows, infer_schema_length=None), pathway=pathway)
    said = {"reason": "reason", "party": "party", "by": "table"}
    asked = asked_of(log.as_of, lambda given: given, **all_court_words(), **said)
    events, _ = asked_events(log, asked)
    with one_answer(running(name)):
        return court_counts(
            running(name), in_memory(running(name), events, log.as_of), asked
        ), asked


@files("courts")
@THROUGH_IBIS
def test_what_an_engine_counts_gives_the_same_court_measures(name: str, path: Path) -> None:
    spec = specs.read(path)
    counts, asked = courts_counted_on(name)
    own = CourtCounts(
        *(getattr(counts, part).filter(pl.col("unit") == path.stem)
          for part in ("cases", "heard", "lost", "trials")),
        without_filing=0,
    )  # fmt: skip
    alone = replace(asked, by=None, standard_days=int(spec.facts["standard"]))
    found = measured(own, alone, spec.as_of, unit="case", never=())
    assert_answers(found.frame, spec, "measures")
    assert "reasons" not in spec.tables or assert_reasons(found, spec)


def assert_reasons(found: Courts, spec: specs.Spec) -> bool:
    assert_answers(found.reasons.sort("n", "days", descending=True), spec, "reasons")
    return True


def plain_events(spec: specs.Spec) -> dict[str, list[reference_courts.Event]]:
    cases: dict[str, list[reference_courts.Event]] = {}
    place = {name: (0, k, "") for k, name in enumerate(spec.stages)}
    rows = [row for row in spec.rows if specs.plain_day(row["day"], spec.as_of)]
    for row in sorted(
        rows, key=lambda r: (str(r["day"]), place.get(str(r["activity"]), (1, 0, r["activity"])))
    ):
        cases.setdefault(str(row["case"]), []).append(
            (str(row["activity"]), date.fromisoformat(str(row["day"])), row.get("reason"),
             row.get("party"))
        )  # fmt: skip
    return cases


@files("courts")
def test_the_plain_court_measures_give_the_answer(path: Path) -> None:
    spec = specs.read(path)
    cases = plain_events(spec)
    since = spec.as_of - timedelta(days=364)
    words = words_of(spec)
    found = reference_courts.measures(cases, words, since, spec.as_of, int(spec.facts["standard"]))
    wanted = answer(spec, "measures")[0]
    assert rounded([{name: found[name] for name in wanted}]) == rounded([wanted]), spec.claim


@pytest.mark.parametrize("name", ["adjournments"])
def test_the_plain_reasons_give_the_answer(name: str) -> None:
    spec = specs.read(specs.FOLDER / "courts" / f"{name}.txt")
    reasons = reference_courts.reasons(plain_events(spec), words_of(spec), spec.as_of)
    got = [{"party": key[0], "reason": key[1], **reasons[key]} for key in reasons]
    got.sort(key=lambda row: (-row["n"], -row["days"]))
    assert rounded(got) == rounded(answer(spec, "reasons")), spec.claim
