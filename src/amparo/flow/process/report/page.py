"""The map as one self-contained page, which works without script and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from amparo.flow.process.follows import Follows
from amparo.flow.process.report import tables
from amparo.flow.process.report.found import Found
from amparo.flow.process.rework import Rework
from amparo.flow.process.variants import Variants
from amparo.flow.report.html import figure, inline, page, table
from amparo.flow.report.sheets import Sheet
from amparo.flow.wording import counted, day

MOST_MAPS = 12  # of groups; the tables hold all
MOST_PATHS = 25
READING = "A box is an activity, a line from box to box means that one directly followed the other."
DEFINITIONS = (
    "Days are differences of calendar dates, and only of what did follow: what is still open is in "
    "none of them, so that a slow step can look quick here. How long a step takes with open cases "
    "counted is what amparo diagnose says.",
    "Events of one day stand in the order of their hours; where the file has none, as the stages "
    "stand in the pathway, and others after them by name.",
)


def content_of(found: Found) -> bytes:
    """The page's bytes, UTF-8."""
    log = found.log
    return page(
        heading="What follows what, and which paths cases take",
        title=f"What follows what: {log.source}, {log.as_of.isoformat()}",
        source=f"{log.source} · as known on {day(log.as_of)}",
        body="\n".join(_sections(found)),
        definitions=DEFINITIONS,
    )


def _sections(found: Found) -> Iterator[str]:
    yield f'<div class="lead"><p>{escape(found.shown.sentence())}</p></div>'
    yield _section(
        "The map", _drawn(found.shown, READING), _folded(tables.ways_sheet(found.follows)),
        table(tables.activities_sheet(found.follows)),
    )  # fmt: skip
    yield _section(
        "The paths that cases take", _figure(found.variants),
        _folded(tables.paths_sheet(found.variants, most=MOST_PATHS)),
    )  # fmt: skip
    again = found.rework
    drawn = _figure(again) if again.frame.height else f"<p>{escape(again.sentence())}</p>"
    yield _section("Work done again", drawn, table(tables.rework_sheet(again)))
    for part in found.parts[:MOST_MAPS]:
        heading = f"{part.group}: {part.value} ({counted(part.follows.n, found.log.unit)})"
        yield _section(heading, _drawn(part.shown), _folded(tables.ways_sheet(part.follows)))
    if len(found.parts) > MOST_MAPS:
        more = len(found.parts) - MOST_MAPS
        yield f"<p>{more:,} smaller groups are not drawn; the CSV and JSON files hold them.</p>"
    yield _section("What this rests on", _folded(_noticed(found)), _folded(_assumed(found)))


def _section(heading: str, *parts: str) -> str:
    return f"<section><h2>{escape(heading)}</h2>{''.join(parts)}</section>"


def _figure(part: Variants | Rework) -> str:
    return figure(part.sentence(), part.chart(), part.chart(narrow=True))


def _drawn(shown: Follows, said: str = "") -> str:
    """The map in two widths under a sentence, its own where none is given."""
    wide, narrow = (inline(shown.svg(narrow=narrow)) for narrow in (False, True))
    return (
        f"<figure><figcaption>{escape(said or shown.sentence())}</figcaption>"
        f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div></figure>'
    )


def _folded(sheet: Sheet) -> str:
    return f"<details><summary>{escape(sheet.caption)}</summary>{table(sheet)}</details>"


def _noticed(found: Found) -> Sheet:
    rows = tuple(
        (f.problem, f.column or "", f"{f.count:,}", "; ".join(f.examples[:3]))
        for f in found.log.findings
    )
    headers = ("What", "Column", "How often", "For example")
    return Sheet("What was noticed in the data", headers, rows, frozenset({2}))


def _assumed(found: Found) -> Sheet:
    rows = tuple((note.about, note.value, note.because) for note in found.log.assumptions)
    return Sheet("What was assumed", ("About", "Taken to be", "Because"), rows)
