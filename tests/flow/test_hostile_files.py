"""Whatever a file holds, there is a diagnosis whose ledger adds up, or a clear refusal."""

from __future__ import annotations

import gzip
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from amparo.errors import AmparoError, Broken
from amparo.flow import Diagnosis, diagnose
from amparo.flow.report import json, terminal

CELL = st.one_of(
    st.dates().map(str),
    st.dates().map(lambda d: f"{d.day}/{d.month}/{d.year}"),
    st.dates().map(lambda d: f"{d:%m/%d/%y} 25:61"),
    st.sampled_from(
        [
            "",
            " ",
            "N/A",
            "0000-00-00",
            "99/99/9999",
            "2024-02-30",
            "31.12.2219",
            "=1+1",
            "@x",
            "'",
            '"',
            '""',
            "a,b",
            "a;b",
            "\t",
            "x" * 5000,
            "-1",
            "1e308",
            "NaN",
            "45000",
            "é ñ 中",
            "\u202e",
            "null",
            "<b>&amp;",
            "Rejected",
            "dismissed",
            "01/02/03",
            "٠١/٠٢/٢٠٢٤",
            "\x00",
        ]
    ),
    st.text(max_size=12),
)
NAME = st.one_of(
    st.sampled_from(
        ["case", "id", "row", "exit", "date", "reported", "arrested", "step", "n", "", "case"]
    ),
    st.text(max_size=8),
)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table as some office might send it, with rows too short or too long."""
    width = draw(st.integers(1, 6))
    rows = [draw(st.lists(NAME, min_size=width, max_size=width))]
    rows += draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=12))
    ragged = draw(st.lists(st.lists(CELL, max_size=width + 2), max_size=2))
    mark = draw(st.sampled_from([",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    quoted = [
        mark.join(f'"{c}"' if draw(st.booleans()) else c for c in row) for row in rows + ragged
    ]
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]))
    return end.join(quoted).encode(encoding, errors="replace")


def plain(cell: str) -> str:
    return re.sub(r'[,"\r\n\x00\x1a]', "", cell)


@st.composite
def dated(draw: st.DrawFn) -> bytes:
    """A table that is mostly right, so that it is read to the end."""
    n = draw(st.integers(2, 25))
    day = st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(str)
    cell = st.one_of(day, day, day, CELL.map(plain))
    lines = ["case,reported,arrested,charged,status"]
    for i in range(n):
        status = draw(st.sampled_from(["open", "Rejected", "dismissed", ""]))
        lines.append(f"{i},{draw(day)},{draw(cell)},{draw(cell)},{status}")
    return "\n".join(lines).encode()


def judged(path: Path, **how: object) -> str:
    try:
        found = diagnose(path, **how)
    except Broken:
        raise
    except AmparoError as refusal:
        assert len(refusal.sentence()) < 2_000
        return "refused"
    assert all(
        s.entered == s.advanced + s.exited + s.waiting for s in found.whole.steps
    ) and json.as_json(found)
    assert terminal.text_of(found)
    return "diagnosed"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_any_table_is_diagnosed_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("h") / "cases.csv"
    path.write_bytes(content)
    event(judged(path))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dated())
def test_a_table_that_is_mostly_right_is_diagnosed(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("h") / "cases.csv"
    path.write_bytes(content)
    stages = {name: name for name in ("reported", "arrested", "charged")}
    assert judged(path, case="case", stages=stages) == "diagnosed"


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["csv", "xlsx", "parquet", "xes", "csv.gz", "txt"]))
def test_any_bytes_under_any_name_are_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("h") / f"cases.{ending}"
    path.write_bytes(content)
    event(judged(path))


def whole() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "case": [str(i) for i in range(40)],
            "reported": ["2024-01-05"] * 40,
            "arrested": [f"2024-02-{1 + i % 28:02d}" for i in range(40)],
        }
    )


def files(folder: Path) -> dict[str, bytes]:
    """The same forty cases in each kind of file."""
    parquet, book = BytesIO(), BytesIO()
    whole().write_parquet(parquet)
    made = openpyxl.Workbook()
    for row in [whole().columns, *whole().rows()]:
        made.active.append(row)
    made.save(book)
    text = whole().write_csv().encode()
    return {
        "csv": text, "csv.gz": gzip.compress(text), "parquet": parquet.getvalue(),
        "xlsx": book.getvalue(), "tsv": whole().write_csv(separator="\t").encode(),
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet", "xlsx", "tsv"])
def test_each_kind_of_file_gives_the_same_diagnosis(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"cases.{ending}"
    path.write_bytes(files(tmp_path)[ending])
    found: Diagnosis = diagnose(path)
    step = found.whole.steps[0]
    assert (found.log.n, step.entered, step.advanced) == (40, 40, 40)


@pytest.mark.parametrize("ending", ["csv.gz", "parquet", "xlsx"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_off_is_refused(ending: str, share: float, tmp_path: Path) -> None:
    path = tmp_path / f"cases.{ending}"
    content = files(tmp_path)[ending]
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(AmparoError):
        diagnose(path)


def test_two_columns_swapped_are_told(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    whole().write_csv(path)
    found = diagnose(path, case="case", stages={"arrest": "arrested", "report": "reported"})
    assert found.whole.steps[0].set_aside == 40
    assert any("dated before arrest" in f.problem and f.count == 40 for f in found.findings)
    assert "report is dated before arrest in 40 of 40" in found.sentence()
    assert "held up between" not in found.sentence()
