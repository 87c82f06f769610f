"""The engine on real data, unaided, against pandas and lifelines in a reading of their own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from amparo.flow import Diagnosis, diagnose

pytestmark = pytest.mark.real_data
COLUMNS = [
    "incident_begin_date", "arrest_date", "felony_review_date", "received_date",
    "initiation_date", "arraignment_date", "disposition_date", "sentence_date",
]  # fmt: skip
STEPS = range(7)
AS_OF = "2019-12-02"
COMMAND = Path(sys.executable).parent / "amparo"


@pytest.fixture(scope="module")
def found(cook_county: Path) -> Diagnosis:
    return diagnose(cook_county, by=["gender", "disposition"])


@pytest.fixture(scope="module")
def peers(cook_county: Path) -> list[dict[str, Any]]:
    """Each step by pandas and lifelines, from the file's own text."""
    pandas = pytest.importorskip("pandas")
    lifelines = pytest.importorskip("lifelines")
    from lifelines.utils import median_survival_times

    raw = pandas.read_csv(cook_county, dtype=str)
    end = pandas.Timestamp(AS_OF)
    days = raw[COLUMNS].apply(pandas.to_datetime, format="%m/%d/%Y", errors="coerce")
    days = days.where(days <= end)
    made = []
    for i in STEPS:
        start, to = days[COLUMNS[i]], days[COLUMNS[i + 1]]
        entered, advanced = start.notna(), start.notna() & to.notna()
        backwards = advanced & (to < start)
        keep = entered & ~backwards
        waits = (to.fillna(end) - start).dt.days
        fit = lifelines.KaplanMeierFitter().fit(waits[keep], advanced[keep])
        low, high = median_survival_times(fit.confidence_interval_).to_numpy()[0]
        band = fit.confidence_interval_
        made.append(
            {
                "entered": int(entered.sum()), "advanced": int(advanced.sum()),
                "set_aside": int(backwards.sum()), "median": fit.median_survival_time_,
                "low": low, "high": high,
                "shares": [1 - float(fit.predict(d)) for d in (30, 90, 180, 365)],
                "bands": [[1 - float(band[c].asof(d)) for c in band] for d in (30, 90, 180, 365)],
                "finished": float(waits[keep & advanced].median()),
            }
        )  # fmt: skip
    return made


def test_it_finds_every_person_and_the_day_the_data_end(found: Diagnosis) -> None:
    assert (found.log.n, found.log.unit, found.log.as_of.isoformat()) == (36190, "person", AS_OF)


def test_it_finds_the_steps_in_their_order(found: Diagnosis) -> None:
    assert [stage.column for stage in found.log.pathway.stages] == COLUMNS


@pytest.mark.parametrize("i", STEPS)
def test_counts_equal_an_independent_reading(i: int, found: Diagnosis, peers: Any) -> None:
    step = found.whole.steps[i]
    peer = peers[i]
    assert (step.entered, step.advanced, step.set_aside) == (
        peer["entered"], peer["advanced"], peer["set_aside"],
    )  # fmt: skip


@pytest.mark.parametrize("i", STEPS)
def test_medians_and_intervals_equal_those_of_lifelines(
    i: int, found: Diagnosis, peers: Any
) -> None:
    median = found.whole.curves[i].median
    wanted = [peers[i][name] for name in ("median", "low", "high")]
    assert [
        float("inf") if v is None else v for v in (median.value, median.low, median.high)
    ] == wanted


@pytest.mark.parametrize("i", STEPS)
def test_shares_and_intervals_equal_those_of_lifelines(
    i: int, found: Diagnosis, peers: Any
) -> None:
    shares = [found.whole.curves[i].reached_by(day) for day in (30, 90, 180, 365)]
    assert [s.value for s in shares] == pytest.approx(peers[i]["shares"], abs=1e-9)
    assert [[s.low, s.high] for s in shares] == [
        pytest.approx(sorted(band), abs=1e-6) for band in peers[i]["bands"]
    ]


def test_the_wait_for_a_disposition_is_three_times_what_finished_cases_say(
    found: Diagnosis, peers: Any
) -> None:
    assert found.whole.curves[5].median.value == 252
    assert found.whole.finished[5].median_days == 84 == peers[5]["finished"]


def test_every_value_set_aside_is_accounted_for(found: Diagnosis, cook_county: Path) -> None:
    pandas = pytest.importorskip("pandas")
    ledger = found.log.ledger
    assert ledger is not None
    raw = pandas.read_csv(cook_county, dtype=str)
    lines = [line for line in ledger.lines if line.what.startswith("dates of ")]
    assert [line.read for line in lines] == [int(raw[c].notna().sum()) for c in COLUMNS]
    late = {f.column: (f.count, len(f.rows)) for f in found.findings if "as-of" in f.problem}
    aside = {c: line.read - line.used for c, line in zip(COLUMNS, lines, strict=True)}
    assert late == {column: (n, n) for column, n in aside.items() if n}


def test_row_numbers_lead_to_the_cells_in_the_file(found: Diagnosis, cook_county: Path) -> None:
    late = next(f for f in found.findings if f.column == "disposition_date")
    line = cook_county.read_text(encoding="utf-8").splitlines()[late.rows[0] - 1]
    assert "04/22/2109" in line


def test_the_suggested_exits_can_be_used(cook_county: Path, tmp_path: Path) -> None:
    first = diagnose(cook_county)
    path = tmp_path / "path.toml"
    text = first.log.pathway.as_toml(suggested=first.log.suggested_exits)
    path.write_text(re.sub(r"(?m)^# (?=\[\[exit|kind =|column =|values =)", "", text))
    found = diagnose(cook_county, pathway=path)
    last = found.whole.steps[-1]
    assert dict(last.exits)["dismissed"] > 5_000
    assert last.entered == last.advanced + last.exited + last.waiting
    assert (last.entered, last.advanced) == (
        first.whole.steps[-1].entered,
        first.whole.steps[-1].advanced,
    )


def test_the_command_writes_what_the_library_finds(
    cook_county: Path, tmp_path: Path, found: Diagnosis
) -> None:
    made = tmp_path / "x.json"
    subprocess.run(
        [COMMAND, "diagnose", cook_county, "-q", "-o", made], check=True, capture_output=True
    )
    content = json.loads(made.read_text())
    assert content["cases"] == 36190
    assert content["steps"][5]["median_days"] == 252
    assert content["steps"][5]["finished_only_median_days"] == 84
