"""The report says who gets through by when and where to repair first, in every form of it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import polars as pl
import pytest

from amparo.flow import Diagnosis, diagnose
from amparo.flow.report.repairs import attrition_sheet
from amparo.flow.report.terminal import text_of
from tests.flow.systems import STAGES, planted

HOSTILE = '<script>alert(1)</script> "x" *b* #x $y$'


@pytest.fixture(scope="module")
def found() -> Diagnosis:
    there = planted(1)
    named = pl.when(pl.col("unit") == there.unit).then(pl.lit(HOSTILE)).otherwise("unit")
    log = there.log
    frame = log.frame.with_columns(named.alias("unit"))
    return diagnose(type(log)(frame, log.pathway, log.as_of), by=["unit"])


def test_the_json_lists_the_places_and_fits_the_schema(found: Diagnosis, tmp_path: Path) -> None:
    found.save(tmp_path / "r.json")
    content = json.loads((tmp_path / "r.json").read_text("utf-8"))
    text = files("amparo.flow.report").joinpath("diagnosis.schema.json").read_text("utf-8")
    jsonschema.validate(content, json.loads(text))
    assert content["schema"] == "1.1"
    [repair] = content["repair_first"]
    assert repair["places"][0]["value"] == HOSTILE
    assert repair["places"][0]["from"] == STAGES[planted(1).step]
    assert {row["fate"] for row in content["attrition"]["shares"]} == {
        "reached", "waiting", "closed",
    }  # fmt: skip


def test_the_schema_misses_a_place_without_its_interval(found: Diagnosis, tmp_path: Path) -> None:
    found.save(tmp_path / "r.json")
    content = json.loads((tmp_path / "r.json").read_text("utf-8"))
    del content["repair_first"][0]["places"][0]["more_low"]
    text = files("amparo.flow.report").joinpath("diagnosis.schema.json").read_text("utf-8")
    with pytest.raises(jsonschema.ValidationError, match="more_low"):
        jsonschema.validate(content, json.loads(text))


def test_the_page_says_where_to_repair_and_runs_nothing(found: Diagnosis, tmp_path: Path) -> None:
    found.save(tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "Where to repair first, by unit" in page
    assert "Who gets how far within which time" in page
    assert "<script" not in page


def test_the_document_can_be_made_with_a_hostile_name_in_it(
    found: Diagnosis, tmp_path: Path
) -> None:
    found.save(tmp_path / "r.pdf")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_the_terminal_says_it_with_its_caution(found: Diagnosis) -> None:
    text = text_of(found)
    assert "## Where to repair first, by unit" in text
    assert "cannot be repaired" in text


def test_the_table_gives_the_straight_count_where_anyone_was_followed(found: Diagnosis) -> None:
    assert found.attrition is not None
    row = found.attrition.check.filter(
        pl.col("stage") == STAGES[-1], pl.col("horizon") == 365
    ).row(0, named=True)  # fmt: skip
    shown = attrition_sheet(found.attrition).rows[-1][-1]
    assert shown.startswith(f"{row['straight']:.0%} (")
