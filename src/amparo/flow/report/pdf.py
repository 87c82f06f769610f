"""The report as a PDF, set by Typst: no system package, tables that go on over pages."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
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
    """The document's bytes."""
    log, heading = found.log, "Where cases are lost, and how long each step takes"
    return document(
        title=f"{heading}: {log.source}",
        heading=heading,
        source=f"{log.source}, as known on {day(log.as_of)}",
        lead=content.summary(found),
        sections=sections(found),
        definitions=DEFINITIONS,
    )


def document(
    *, title: str, heading: str, source: str, lead: Iterable[str], sections: Iterable[Section],
    definitions: Iterable[str],
) -> bytes:  # fmt: skip
    """A document of sections, drawings and tables; every text is plain."""
    import typst

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        parts = [
            HEAD.format(title=_text(title), fonts=", ".join(_text(font) for font in FONTS)),
            f"#heading(level: 1, {_text(heading)})",
            _said(source),
            *(_said(sentence) for sentence in lead),
        ]
        for k, section in enumerate(sections):
            parts += _section(section, k, place)
        parts += ["#heading(level: 2, [Definitions])", *(_said(text) for text in definitions)]
        file = place / "report.typ"
        file.write_text("\n\n".join(parts), encoding="utf-8")
        made: bytes = typst.compile(str(file), root=folder)
    return made


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
