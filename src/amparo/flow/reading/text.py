"""Text tables: encoding, delimiter, header row, and rows of unequal length."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import BytesIO, StringIO

import polars as pl
from charset_normalizer import from_bytes

from amparo.errors import Refused
from amparo.flow.findings import Assumption, Finding
from amparo.flow.reading.limits import LARGEST_CELL, MOST_COLUMNS

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
SAMPLE_LINES = 200
CHECK_ROWS_UP_TO = 64 * 1024**2  # bytes; beyond, rows are checked by the fast reader only


def decoded(content: bytes, where: str) -> tuple[str, str, list[Finding]]:
    """The text, the encoding's name, and what had to be mended."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            text = content[len(bom) :].decode(encoding, errors="replace")
            return text, encoding, _replaced(text)
    if (wide := _utf16_without_mark(content)) is not None:
        return content.decode(wide, errors="replace"), wide, []
    if content.count(0) > len(content) // 20:
        raise Refused("This is not text and not a table", where=where)
    try:
        return content.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError:
        return _mixed(content)


def _utf16_without_mark(content: bytes) -> str | None:
    sample = content[:4000]
    if len(sample) < 20:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.3 and even < len(sample) * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) * 0.3 and odd < len(sample) * 0.05 else None


def _replaced(text: str) -> list[Finding]:
    n = text.count("�")
    return [Finding("characters that could not be read", None, n)] if n else []


def _mixed(content: bytes) -> tuple[str, str, list[Finding]]:
    """Not UTF-8: lines that are stay so, the others are read in one older encoding, and said."""
    lines = content.split(b"\n")
    bad = []
    for number, line in enumerate(lines, start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            bad.append(number)
    has_good = any(not line.isascii() for n, line in enumerate(lines, 1) if n not in set(bad))
    sample = b"\n".join(lines[n - 1] for n in bad[:500])
    best = from_bytes(sample).best()
    older = best.encoding if best is not None and not has_good else "cp1252"
    older = "cp1252" if older.startswith("utf") else older
    wrong = set(bad)
    text = "\n".join(
        line.decode(older if n in wrong else "utf-8", errors="replace")
        for n, line in enumerate(lines, start=1)
    )
    findings = _replaced(text)
    if has_good:
        examples = tuple(f"row {n}" for n in bad[:3])
        findings.append(
            Finding(f"lines read as {older}, the rest as utf-8", None, len(bad), examples)
        )
    return text, older, findings


def delimiter_of(text: str) -> str:
    """The character that splits the first lines into the same number of cells, most often."""
    sample = list(_lines(text, SAMPLE_LINES))
    scores = {}
    for mark in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=mark) if any(row))
        if not widths:
            continue
        width, n = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
        scores[mark] = (width > 1, n * min(width, 50) ** 0.5)
    return max(scores, key=lambda mark: scores[mark], default=",")


def _lines(text: str, n: int) -> list[str]:
    return [line + "\n" for line in StringIO(text[: 4 * 1024**2]).read().splitlines()[:n]]


def header_row(rows: list[list[str]]) -> int:
    """The index of the header among the first rows: the first as wide as most rows are."""
    widths = [sum(cell.strip() != "" for cell in row) for row in rows]
    filled = [width for width in widths if width > 0]
    usual = Counter(filled).most_common(1)[0][0] if filled else 0
    widest = max(filled, default=0)
    for index, width in enumerate(widths[:50]):
        if width >= max(2, min(usual, widest) * 0.6):
            return index
    return next((i for i, width in enumerate(widths) if width), 0)


def read_text(
    content: bytes, where: str
) -> tuple[pl.DataFrame, int, list[Assumption], list[Finding]]:
    """The cells as written (headers in the first row of `frame`), and the header's row number."""
    text, encoding, findings = decoded(content, where)
    if "\x00" in text:
        findings.append(Finding("NUL characters taken out", None, text.count("\x00")))
        text = text.replace("\x00", "")
    if "\r" in text:
        text = re.sub(r"\r\n?", "\n", text)
    if not text.strip():
        raise Refused("The file holds no text", where=where, next_step="export it again")
    mark = delimiter_of(text)
    assumptions = [
        Assumption("encoding", encoding, "the bytes fit it"),
        Assumption("delimiter", DELIMITERS[mark], "it splits the first lines most evenly"),
    ]
    frame = _fast(text, mark)
    if frame is None:
        frame, more = _careful(text, mark, where)
        findings += more
    return frame, 1, assumptions, findings


def _fast(text: str, mark: str) -> pl.DataFrame | None:
    """Polars' reader, where every row has the same number of cells; else None."""
    first = text.split("\n", 1)[0]
    plain = '"' not in text
    if plain:
        n_lines = text.count("\n") + (not text.endswith("\n"))
        if "\n\n" in text or text.count(mark) != n_lines * first.count(mark):
            return None
    elif len(text) <= CHECK_ROWS_UP_TO and not _is_even(text, mark):
        return None
    try:
        frame = pl.read_csv(
            BytesIO(text.encode()), separator=mark, has_header=False, infer_schema=False,
            quote_char=None if plain else '"', raise_if_empty=False, low_memory=True,
        )  # fmt: skip
    except (pl.exceptions.PolarsError, ValueError):
        return None
    return frame if frame.width > 1 else None


def _is_even(text: str, mark: str) -> bool:
    """Whether every row has the same number of cells, and no cell swallowed a stretch of rows."""
    csv.field_size_limit(LARGEST_CELL)
    try:
        widths = {
            (len(row), any(len(cell) > 10_000 for cell in row))
            for row in csv.reader(StringIO(text), delimiter=mark)
        }
    except csv.Error:
        return False
    return len(widths) == 1 and not any(swallowed for _, swallowed in widths)


def _careful(text: str, mark: str, where: str) -> tuple[pl.DataFrame, list[Finding]]:
    """Row by row: short rows filled, long rows' last cells joined, all of it said."""
    csv.field_size_limit(LARGEST_CELL)
    findings: list[Finding] = []
    try:
        rows = list(csv.reader(StringIO(text), delimiter=mark))
        broken = _swallowed(rows)
    except csv.Error:
        rows, broken = [], True
    if broken:
        rows = list(csv.reader(StringIO(text), delimiter=mark, quoting=csv.QUOTE_NONE))
        findings.append(Finding("a quotation mark that never closes; marks taken as text", None, 1))
    header = header_row(rows[:SAMPLE_LINES])
    width = len(rows[header]) if rows else 0
    if width > MOST_COLUMNS:
        raise Refused("The table has too many columns", found=str(width), where=where)
    long = [n for n, row in enumerate(rows, 1) if len(row) > width and any(row[width:])]
    short = [n for n, row in enumerate(rows, 1) if 0 < len(row) < width and n > header + 1]
    for problem, numbers in (
        ("rows with more cells than the header; what was beyond stays unread", long),
        ("rows with fewer cells than the header; the missing ones count as blank", short),
    ):
        if numbers:
            examples = tuple(f"row {n}" for n in numbers[:3])
            findings.append(Finding(problem, None, len(numbers), examples))
    columns = {
        f"column_{i + 1}": [row[i] if i < len(row) else None for row in rows] for i in range(width)
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), findings


def _swallowed(rows: list[list[str]]) -> bool:
    """Whether a cell holds so many line ends that a quotation mark was never closed."""
    return any(cell.count("\n") > 200 for row in rows for cell in row)
