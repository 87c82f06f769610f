"""The report as one self-contained page: no script, no address outside itself, fit to print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from amparo.errors import Broken
from amparo.flow import charts
from amparo.flow.report import content
from amparo.flow.report.outline import DEFINITIONS, Section, sections
from amparo.flow.report.sheets import Sheet
from amparo.flow.wording import day

if TYPE_CHECKING:
    from amparo.flow.diagnosis import Diagnosis

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<p class="source">{source}</p>
<h1>{heading}</h1>
</header>
<main>
{body}
</main>
<footer>
{definitions}
<p>Made by Amparo on this computer; nothing was sent anywhere. The file may still hold groups of a
few people: think before you share it.</p>
</footer>
</body>
</html>
"""


def content_of(found: Diagnosis) -> bytes:
    """The file's bytes, UTF-8."""
    log = found.log
    return page(
        heading="Where cases are lost, and how long each step takes",
        title=f"Where cases are lost: {log.source}, {log.as_of.isoformat()}",
        source=f"{log.source} · as known on {day(log.as_of)}",
        body=fragment(found),
        definitions=DEFINITIONS,
    )


def page(*, heading: str, title: str, source: str, body: str, definitions: Sequence[str]) -> bytes:
    """A self-contained page, UTF-8; `body` is HTML, all else is plain text."""
    return PAGE.format(
        heading=escape(heading),
        title=escape(title),
        style=files("amparo.flow.report").joinpath("page.css").read_text(encoding="utf-8"),
        source=escape(source),
        body=body,
        definitions="".join(f"<p>{escape(text)}</p>" for text in definitions),
    ).encode()


def fragment(found: Diagnosis) -> str:
    """The report's body, for the page and for a notebook."""
    lead = "".join(f"<p>{escape(sentence)}</p>" for sentence in content.summary(found))
    parts = [f'<div class="lead">{lead}</div>', *(section_of(s) for s in sections(found))]
    return "\n".join(parts)


def section_of(section: Section) -> str:
    """One section as HTML."""
    first, rest = section.sentences[:1], section.sentences[1:]
    parts = [f"<section><h2>{escape(section.title)}</h2>"]
    if section.draw is not None:
        parts.append(figure(" ".join(first), section.draw(), section.draw(narrow=True)))
    else:
        rest = section.sentences
    parts.append(_sentences(rest))
    parts += [table(sheet) for sheet in section.shown]
    parts += [
        f"<details><summary>{escape(sheet.caption)}</summary>{table(sheet)}</details>"
        for sheet in section.folded
    ]
    return "".join([*parts, "</section>"])


def _sentences(said: Sequence[str]) -> str:
    """Paragraphs; three or more become a list."""
    if len(said) < 3:
        return "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
    return "<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in said) + "</ul>"


def figure(sentence: str, wide: Any, narrow: Any | None = None) -> str:
    """A drawing under the sentence that says what it shows; another drawing for phones."""
    drawn = f'<div class="wide">{inline(charts.svg(wide))}</div>'
    if narrow is not None:
        drawn += f'<div class="narrow">{inline(charts.svg(narrow))}</div>'
    else:
        drawn = inline(charts.svg(wide))
    return f"<figure><figcaption>{escape(sentence)}</figcaption>{drawn}</figure>"


def inline(svg: str) -> str:
    """The drawing as part of a page: without namespaces, which HTML does not need.

    Raises: Broken where it holds anything that could run or ask for something.
    """
    bare = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg, count=2)
    if re.search(r"<(script|foreignObject|image|use|a|style)\b", bare, re.IGNORECASE):
        raise Broken("A drawing holds more than a drawing", found=bare[:60])
    return bare


def table(sheet: Sheet) -> str:
    """A table that becomes cards on a phone; roles keep it a table for those who listen."""
    if not sheet.rows:
        return f"<p>{escape(sheet.caption)}: nothing.</p>"
    many = ' class="many"' if len(sheet.headers) > 7 else ""
    heads = "".join(
        f'<th role="columnheader" scope="col"{_right(k, sheet)}>{escape(name)}</th>'
        for k, name in enumerate(sheet.headers)
    )
    rows = "".join(
        f'<tr role="row">{"".join(_cell(k, cell, sheet) for k, cell in enumerate(row))}</tr>'
        for row in sheet.rows
    )
    return (
        f'<table role="table"{many}><caption>{escape(sheet.caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _cell(k: int, cell: str, sheet: Sheet) -> str:
    shown = escape(cell) or "&nbsp;"
    if k == 0:
        return f'<th role="rowheader" scope="row">{shown}</th>'
    label = escape(sheet.headers[k], quote=True)
    return f'<td role="cell" data-label="{label}"{_right(k, sheet)}>{shown}</td>'


def _right(k: int, sheet: Sheet) -> str:
    return ' class="number"' if k in sheet.numbers else ""
