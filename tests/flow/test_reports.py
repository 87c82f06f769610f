"""The report as page, JSON, PDF and workbook: the same answer, safe to open and to share."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import polars as pl
import pytest
from pypdf import PdfReader

from amparo.errors import Refused
from amparo.flow import Diagnosis, Exit, diagnose

HOSTILE = [
    '=HYPERLINK("http://x.example","y")', "+1+1", "-2+3", "@SUM(A1)", "<script>alert(1)</script>",
    '" onload="alert(1)', "#import \"x\"", "a\u202eb", "𝔘ñïcode", "\\", "$x$", "*b* _i_", "</svg>",
]  # fmt: skip
N = 12 * len(HOSTILE)


@pytest.fixture(scope="module")
def found() -> Diagnosis:
    frame = pl.DataFrame(
        {
            "case": [str(i) for i in range(N)],
            "filed": ["2024-01-01"] * N,
            "charged": ["2024-01-20" if i % 3 else None for i in range(N)],
            "tried": ["2024-03-01" if i % 5 == 1 else "not yet <b>" for i in range(N)],
            "office": [HOSTILE[i % len(HOSTILE)] for i in range(N)],
            "why": ["</td><script>" if i % 6 == 0 else None for i in range(N)],
        }
    )
    return diagnose(
        frame, by=["office"], case="case", as_of="2024-06-30",
        stages={"filed": "filed", "charged <i>": "charged", "tried": "tried"},
        exits=[Exit("=dropped", "why", ("</td><script>",))],
    )  # fmt: skip


def saved(found: Diagnosis, folder: Path, name: str) -> bytes:
    found.save(folder / name)
    return (folder / name).read_bytes()


@pytest.fixture(scope="module")
def page(found: Diagnosis, tmp_path_factory: pytest.TempPathFactory) -> str:
    return saved(found, tmp_path_factory.mktemp("page"), "r.html").decode()


@pytest.fixture(scope="module")
def as_json(found: Diagnosis, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(saved(found, tmp_path_factory.mktemp("json"), "r.json"))
    return content


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = files("amparo.flow.report").joinpath("diagnosis.schema.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def test_the_json_is_as_its_schema_says(as_json: dict[str, Any], schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(as_json)


def test_every_field_of_the_schema_can_be_missed(
    as_json: dict[str, Any], schema: dict[str, Any]
) -> None:
    del as_json["steps"][0]["median_days"]
    with pytest.raises(jsonschema.ValidationError, match="median_days"):
        jsonschema.validate(as_json, schema)


def test_the_json_of_an_office_where_nothing_happened_fits_the_schema(
    schema: dict[str, Any], tmp_path: Path
) -> None:
    frame = pl.DataFrame({"case": ["1"], "filed": ["2024-01-01"], "charged": ["2025-01-01"]})
    empty = diagnose(
        frame, case="case", stages={"filed": "filed", "charged": "charged"}, as_of="2024-01-01"
    )
    content = json.loads(saved(empty, tmp_path, "r.json"))
    jsonschema.validate(content, schema)
    assert content["steps"][0]["median_days"] is None


def test_the_json_ledger_adds_up(as_json: dict[str, Any]) -> None:
    lines = as_json["ledger"]
    assert [line["read"] for line in lines] == [
        line["used"] + sum(why["count"] for why in line["set_aside"]) for line in lines
    ]


def test_the_page_runs_nothing_and_asks_for_nothing(page: str) -> None:
    assert not re.search(r"<script|<img|<link|<iframe|<object|<form|<a\b|javascript:", page)
    outside = re.sub(r">[^<]*<|aria-label=\"[^\"]*\"|data-label=\"[^\"]*\"", "><", page)
    assert not re.search(r"https?://|\son\w+=|\sstyle=", outside)


def test_what_a_cell_says_is_text_on_the_page(page: str) -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_each_drawing_has_a_name_and_a_sentence(page: str) -> None:
    drawings = re.findall(r"<svg [^>]*>", page)
    assert len(drawings) >= 6
    assert all('role="img"' in d and "aria-label=" in d for d in drawings)
    assert page.count("<figcaption>") * 2 == len(drawings)


def test_each_number_stands_beside_its_definition_and_what_is_missing(page: str) -> None:
    assert "Kaplan–Meier" in page
    assert "What became of everything read" in page
    assert "Misleading: finished only" in page


def test_no_cell_of_the_workbook_is_a_formula(found: Diagnosis, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(saved(found, tmp_path, "r.xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert any(cell.value == HOSTILE[0] for cell in cells)


def test_the_workbook_names_every_row_that_was_set_aside(found: Diagnosis, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(saved(found, tmp_path, "r.xlsx")))
    rows = list(book["Rows"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == sum(len(finding.rows) for finding in found.findings)


def test_the_pdf_holds_the_answer_as_text(found: Diagnosis, tmp_path: Path) -> None:
    reader = PdfReader(BytesIO(saved(found, tmp_path, "r.pdf")))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Where cases are lost" in text
    assert "#import" in text


def test_an_ending_that_means_nothing_is_refused(found: Diagnosis, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"\.json, \.html, \.pdf, \.xlsx"):
        found.save(tmp_path / "report.docx")


def test_a_report_that_cannot_be_written_leaves_nothing(found: Diagnosis, tmp_path: Path) -> None:
    (tmp_path / "r.json").mkdir()
    with pytest.raises(Refused):
        found.save(tmp_path / "r.json")
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def test_a_notebook_shows_the_report(found: Diagnosis) -> None:
    assert "<figure>" in found._repr_html_()
    assert repr(found).startswith("Diagnosis of ")
    assert found.frame.height == 2 * (1 + len(HOSTILE))
