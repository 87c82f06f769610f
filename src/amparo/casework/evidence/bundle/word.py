"""The bundle as a Word document, for whoever must work on in it."""

from __future__ import annotations

import io

from amparo.casework.evidence.bundle.text import Bundle, Sheet


def word_of(bundle: Bundle) -> bytes:
    """The file's bytes."""
    from docx import Document  # noqa: PLC0415  (heavy; only when a bundle is made)

    document = Document()
    document.core_properties.author = "Amparo"
    document.core_properties.title = _clean(bundle.title)
    for page in document.sections:
        page.header.paragraphs[0].text = _clean(bundle.mark)
    document.add_heading(_clean(bundle.title), level=0)
    for sentence in bundle.about:
        document.add_paragraph(_clean(sentence))
    document.add_heading("Index", level=1)
    for number, section in enumerate(bundle.sections, start=1):
        document.add_paragraph(_clean(f"{number}. {section.title}"))
    for number, section in enumerate(bundle.sections, start=1):
        document.add_heading(_clean(f"{number}. {section.title}"), level=1)
        for sentence in section.sentences:
            document.add_paragraph(_clean(sentence))
        for sheet in section.sheets:
            _table(document, sheet)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _table(document: object, sheet: Sheet) -> None:
    if not sheet.rows:
        document.add_paragraph("Nothing is recorded.")  # type: ignore[attr-defined]
        return
    table = document.add_table(rows=1, cols=len(sheet.headers))  # type: ignore[attr-defined]
    table.style = "Light Grid Accent 1"
    for cell, name in zip(table.rows[0].cells, sheet.headers, strict=True):
        cell.text = _clean(name)
    for row in sheet.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(words)


def _clean(words: str) -> str:
    """Without control characters, which XML does not take."""
    return "".join(c if c == "\n" or c.isprintable() else " " for c in words)
