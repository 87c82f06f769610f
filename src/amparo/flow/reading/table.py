"""One table from any file: text, XLSX, Parquet, XES, or any of them gzipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError

import polars as pl

from amparo.errors import Refused
from amparo.flow.findings import Assumption, Finding
from amparo.flow.reading.limits import MOST_COLUMNS
from amparo.flow.reading.text import header_row, read_text
from amparo.flow.reading.unpack import kind_of, read_bytes

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Table:
    """A table as it was written, with the row numbers a person sees in the file.

    Shapes: `frame` and `row_numbers` have one row each record; cells are text (null where blank),
    or keep their type where the file gives one.
    """

    frame: pl.DataFrame
    row_numbers: pl.Series
    source: str
    assumptions: tuple[Assumption, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_table(path: str | Path, *, progress: Progress | None = None) -> Table:
    """Read a file. Raises Refused that says what the file is instead, or what is wrong with it."""
    place = Path(path)
    tell = progress or (lambda _what, _share: None)
    tell("Reading the file", 0.0)
    try:
        content = read_bytes(place)
    except RuntimeError as error:
        raise Refused("The file's name leads in a circle", where=place.name) from error
    tell("Making it a table", 0.4)
    return read_content(content, place.name)


def read_content(content: bytes, name: str) -> Table:
    """A table from what a file holds, unpacked; `name` is what refusals call it.

    Raises: Refused that says what the file is instead, or what is wrong with it.
    """
    kind = kind_of(content, name)
    if kind == "parquet":
        return _from_parquet(content, name)
    if kind == "xes":
        return _from_xes(content, name)
    if kind == "xlsx":
        frame, first, assumptions, findings = _read_xlsx(content, name)
    else:
        frame, first, assumptions, findings = read_text(content, name)
    return _with_header(frame, first, name, assumptions, findings)


def table_of(frame: pl.DataFrame, *, source: str = "frame") -> Table:
    """A table from a frame already in memory; its rows are numbered from 1."""
    renamed, findings = _unique_names(frame.columns)
    return _cleaned(
        frame.rename(dict(zip(frame.columns, renamed, strict=True))), 1, source, [], findings
    )


def _with_header(
    raw: pl.DataFrame,
    first: int,
    source: str,
    assumptions: list[Assumption],
    findings: list[Finding],
) -> Table:
    top = [[str(c) if c is not None else "" for c in row] for row in raw.head(200).rows()]
    if not top:
        raise Refused("The file holds no rows", where=source, next_step="export it again")
    at = header_row(top)
    if at > 0:
        assumptions.append(Assumption("header", f"row {first + at}", "the rows above are titles"))
    if raw.width > MOST_COLUMNS:
        raise Refused(
            "The table has too many columns", found=f"{raw.width:,}", where=source,
            next_step="keep the case, the dates, and what cases are to be compared by",
        )  # fmt: skip
    names, renamed = _unique_names([cell.strip() for cell in top[at]])
    findings += renamed
    body = raw.slice(at + 1)
    body = body.rename(dict(zip(body.columns, names, strict=True)))
    if len(names) < 2:
        raise Refused(
            "The file has one column only", where=source,
            next_step="check the delimiter; a table needs a column for the case and one for dates",
        )  # fmt: skip
    return _cleaned(body, first + at + 1, source, assumptions, findings)


def _unique_names(names: list[str]) -> tuple[list[str], list[Finding]]:
    """Headers made unique: "date", "date (2)"; blank ones named by place."""
    seen: dict[str, int] = {}
    made, twice, blank = [], [], 0
    for index, name in enumerate(names, start=1):
        label = name or f"column {index}"
        blank += name == ""
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            twice.append(label)
            label = f"{label} ({seen[label]})"
        made.append(label)
    findings = []
    if twice:
        findings.append(
            Finding("headers that stand twice, numbered", None, len(twice), tuple(twice[:3]))
        )
    if blank:
        findings.append(Finding("columns without a header, named by their place", None, blank))
    if len(set(made)) < len(made):
        made = [f"{name} [{i}]" for i, name in enumerate(made, start=1)]
    return made, findings


def _cleaned(
    body: pl.DataFrame,
    first_row: int,
    source: str,
    assumptions: list[Assumption],
    findings: list[Finding],
) -> Table:
    """Blank cells null, blank rows taken out and counted, formulas noticed."""
    text = [name for name, kind in body.schema.items() if kind == pl.String]
    cleaned = body.with_columns(pl.col(text).str.strip_chars().replace("", None)) if text else body
    cleaned = cleaned.with_row_index("__row__", offset=first_row)
    kept = cleaned.filter(~pl.all_horizontal(pl.exclude("__row__").is_null()))
    if (n_blank := cleaned.height - kept.height) > 0:
        findings.append(Finding("blank rows", None, n_blank))
    if kept.height == 0:
        raise Refused(
            "The table has a header and no rows", where=source, next_step="export it again"
        )
    findings += _formulas(kept, text)
    numbers = kept.get_column("__row__").cast(pl.Int64)
    return Table(kept.drop("__row__"), numbers, source, tuple(assumptions), tuple(findings))


def _formulas(frame: pl.DataFrame, text: list[str]) -> list[Finding]:
    """Cells that a spreadsheet would run; they are read as plain text."""
    if not text:
        return []
    counts = frame.select(pl.col(text).str.contains(r"^[=@]|^[+\-][^\d.\s]").sum()).row(0)
    return [
        Finding("cells that look like formulas, read as text", name, int(n))
        for name, n in zip(text, counts, strict=True)
        if n
    ]


def _from_parquet(content: bytes, source: str) -> Table:
    try:
        frame = pl.read_parquet(BytesIO(content))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        raise Refused(
            "The Parquet file is cut off or broken", where=source, next_step="export it again"
        ) from error
    nested = [name for name, kind in frame.schema.items() if kind.is_nested() or kind == pl.Binary]
    findings = [Finding("columns of nested or binary values, left out", name, 1) for name in nested]
    frame = frame.drop(nested)
    if frame.width < 2:
        raise Refused("The file has one column only", where=source)
    names, renamed = _unique_names(frame.columns)
    frame = frame.rename(dict(zip(frame.columns, names, strict=True)))
    kept = [c.cast(pl.String) if c.dtype in (pl.Categorical, pl.Enum) else c for c in frame]
    return _cleaned(pl.DataFrame(kept), 1, source, [], findings + renamed)


def _read_xlsx(
    content: bytes, source: str
) -> tuple[pl.DataFrame, int, list[Assumption], list[Finding]]:
    """The largest sheet, every cell as text; dates come as ISO."""
    import fastexcel

    try:
        book = fastexcel.read_excel(content)
        sheets = {
            name: book.load_sheet(name, header_row=None, dtypes="string").to_polars()
            for name in book.sheet_names
        }
    except BaseException as error:  # its errors, and the panics beneath it, share no other base
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Refused(
            "The workbook cannot be read", where=source, next_step="save it again as XLSX or CSV"
        ) from error
    sizes = {name: frame.height * frame.width for name, frame in sheets.items()}
    if not sizes or max(sizes.values()) == 0:
        raise Refused("The workbook is empty", where=source)
    largest = max(sizes, key=lambda name: sizes[name])
    assumptions = []
    if len(sheets) > 1:
        why = f"it is the largest of {len(sheets)} sheets"
        assumptions.append(Assumption("sheet", largest, why))
    return sheets[largest], 1, assumptions, []


def _from_xes(content: bytes, source: str) -> Table:
    """An event log: one row an event; text attributes of the trace become columns."""
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415  (only XES needs it)

    rows: list[dict[str, str]] = []
    try:
        for _, element in iterparse(BytesIO(content), events=("end",), forbid_dtd=True):
            if element.tag.rsplit("}", 1)[-1] != "trace":
                continue
            facts, events = _trace(element)
            rows += [{**facts, **event} for event in events]
            element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Refused(
            "The XES file is broken, or holds what a log needs not (a DTD, entities)", where=source
        ) from error
    if not rows:
        raise Refused("The XES log holds no events", where=source)
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame({name: [row.get(name) for row in rows] for name in names})
    return _cleaned(frame, 1, source, [Assumption("rows", "events", "a XES log")], [])


def _trace(element: object) -> tuple[dict[str, str], list[dict[str, str]]]:
    facts: dict[str, str] = {}
    events = []
    for child in element:  # type: ignore[attr-defined]
        tag, key = child.tag.rsplit("}", 1)[-1], child.get("key", "")
        if tag == "event":
            event = {grand.get("key", ""): grand.get("value", "") for grand in child}
            events.append(
                {
                    "activity": event.get("concept:name", ""),
                    "time": event.get("time:timestamp", ""),
                    **({"resource": event["org:resource"]} if "org:resource" in event else {}),
                }
            )
        elif key == "concept:name":
            facts["case"] = child.get("value", "")
        elif tag == "string":
            facts[key] = child.get("value", "")
    return facts, events


def is_date_type(kind: pl.DataType) -> bool:
    """Whether a column's type already says that it holds days or moments."""
    return kind == pl.Date or isinstance(kind, pl.Datetime)
