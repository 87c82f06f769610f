"""The report as a PDF, set by Typst: no system package, tables that go on over pages."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.flow import charts
from amparo.flow.report import content
from amparo.flow.report.outline import DEFINITIONS, Section, sections
from amparo.flow.report.sheets import Sheet
from amparo.flow.wording import day

if TYPE_CHECKING:
    from amparo.flow.diagnosis import Diagnosis

HEAD = """#set document(title: {title})
#set page(paper: "a4", margin: 2cm, numbering: "1 / 1")
#set text(size: 10pt, lang: "en", font: ({fonts}))
#set par(leading: 0.6em)
#set table(stroke: (_, y) => if y == 0 {{ (bottom: 0.8pt) }} else {{ (bottom: 0.3pt + luma(190)) }},
  inset: (x: 3pt, y: 3.5pt))
#show table: set text(size: 8pt)
#show heading.where(level: 2): set text(fill: rgb("#0f4c5c"))
#show figure: set block(breakable: true)
"""
# The first is embedded in Typst; the next cover scripts that it does not, where they are installed.
FONTS = ("Libertinus Serif", "Noto Sans", "Noto Naskh Arabic", "Noto Sans Devanagari")


def content_of(found: Diagnosis) -> bytes:
    """The file's bytes."""
    import typst

    with tempfile.TemporaryDirectory(prefix="amparo-report-") as folder:
        place = Path(folder)
        source = place / "report.typ"
        source.write_text(_source(found, place), encoding="utf-8")
        made: bytes = typst.compile(str(source), root=folder)
    return made


def _source(found: Diagnosis, place: Path) -> str:
    log = found.log
    title = f"Where cases are lost, and how long each step takes: {log.source}"
    parts = [
        HEAD.format(title=_text(title), fonts=", ".join(_text(font) for font in FONTS)),
        f"#heading(level: 1, {_text('Where cases are lost, and how long each step takes')})",
        _said(f"{log.source}, as known on {day(log.as_of)}"),
    ]
    parts += [_said(sentence) for sentence in content.summary(found)]
    for k, section in enumerate(sections(found)):
        parts += _section(section, k, place)
    parts += ["#heading(level: 2, [Definitions])", *(_said(text) for text in DEFINITIONS)]
    return "\n\n".join(parts)


def _section(section: Section, k: int, place: Path) -> list[str]:
    parts = [f"#heading(level: 2, {_text(section.title)})"]
    parts += [_said(sentence) for sentence in section.sentences]
    if section.draw is not None:
        name = f"chart-{k}.svg"
        (place / name).write_text(charts.svg(section.draw()), encoding="utf-8")
        alt = section.sentences[0] if section.sentences else section.title
        parts.append(f"#image({_text(name)}, width: 85%, alt: {_text(alt)})")
    parts += [_table(sheet) for sheet in (*section.shown, *section.folded)]
    return parts


def _table(sheet: Sheet) -> str:
    """A table with its caption above."""
    if not sheet.rows:
        return _said(f"{sheet.caption}: nothing.")
    widths = [_share_of_width(k, sheet) for k in range(len(sheet.headers))]
    sides = ["right" if k in sheet.numbers else "left" for k in range(len(sheet.headers))]
    cells = ", ".join(_text(cell) for row in sheet.rows for cell in row)
    heads = ", ".join(f"strong({_text(name)})" for name in sheet.headers)
    return (
        f"#block(sticky: true, strong({_text(sheet.caption)}))\n"
        f"#table(columns: ({', '.join(widths)},), align: ({', '.join(sides)},), "
        f"table.header({heads}), {cells})"
    )


def _share_of_width(k: int, sheet: Sheet) -> str:
    """A column's part of the page, by its longest cell; long texts wrap."""
    longest = max(len(row[k]) for row in sheet.rows)
    word = max(len(word) for word in sheet.headers[k].split())
    return f"{min(max(longest, word + 2, 5), 45)}fr"


def _said(sentence: str) -> str:
    return f"#par(text({_text(sentence)}))"


def _text(value: str) -> str:
    """A Typst string: nothing in it is markup or code."""
    plain = "".join(c if c.isprintable() else " " for c in value)
    return json.dumps(plain, ensure_ascii=False)
