"""The bundle as PDF, set by Typst in memory: names never lie unsealed on a disk."""

from __future__ import annotations

import json

from amparo.casework.evidence.bundle.text import Bundle, Section, Sheet

HEAD = """#set document(title: {title})
#set page(paper: "a4", margin: (x: 2cm, top: 2cm, bottom: 2.4cm), footer: context grid(
  columns: (1fr, auto), column-gutter: 1em,
  text(size: 7.5pt, {mark}), text(size: 8pt, counter(page).display("1 / 1", both: true))),
  background: rotate(-50deg, block(width: 24cm, align(center,
    text(size: 20pt, fill: luma(232), {mark})))))
#set text(size: 10pt, lang: "en", font: ("Libertinus Serif", "Noto Sans", "Noto Sans Devanagari"))
#set par(leading: 0.6em)
#set heading(numbering: "1.")
#set table(stroke: (_, y) => if y == 0 {{ (bottom: 0.8pt) }} else {{ (bottom: 0.3pt + luma(190)) }},
  inset: (x: 3pt, y: 3.5pt))
#show table: set text(size: 8.5pt)
"""


def pdf_of(bundle: Bundle) -> bytes:
    """The file's bytes. An index of the sections stands on the first page."""
    import typst

    parts = [
        HEAD.format(title=_text(bundle.title), mark=_text(bundle.mark)),
        f'#text(size: 18pt, weight: "bold", {_text(bundle.title)})',
        *(_said(sentence) for sentence in bundle.about),
        "#outline(title: [Index], depth: 1)",
        *(_section(section) for section in bundle.sections),
    ]
    made: bytes = typst.compile("\n\n".join(parts).encode())
    return made


def _section(section: Section) -> str:
    parts = [f"#heading(level: 1, {_text(section.title)})"]
    parts += [_said(sentence) for sentence in section.sentences]
    parts += [_table(sheet) for sheet in section.sheets]
    return "\n\n".join(parts)


def _table(sheet: Sheet) -> str:
    if not sheet.rows:
        return _said("Nothing is recorded.")
    columns = ", ".join(["1fr"] * len(sheet.headers))
    heads = ", ".join(f"strong({_text(name)})" for name in sheet.headers)
    cells = ", ".join(_text(cell) for row in sheet.rows for cell in row)
    return f"#table(columns: ({columns},), table.header({heads}), {cells})"


def _said(sentence: str) -> str:
    return f"#par({_text(sentence)})"


def _text(words: str) -> str:
    """A Typst string: nothing in it is code."""
    plain = "".join(c if c == "\n" or c.isprintable() else " " for c in words)
    return json.dumps(plain, ensure_ascii=False)
