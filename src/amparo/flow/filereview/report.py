"""A file review as a page, JSON, PDF, CSV, or text on a terminal."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo import __version__
from amparo.errors import Refused
from amparo.flow.filereview import words
from amparo.flow.report.outline import Section
from amparo.flow.report.sheets import Sheet
from amparo.flow.report.terminal import table_lines
from amparo.flow.whole_file import whole_file
from amparo.flow.wording import NONE, percent, percent_interval

if TYPE_CHECKING:
    from amparo.flow.filereview.review import FileReview
    from amparo.flow.survival import Interval

HEADING = "What the files show was left undone"
SCHEMA_VERSION = "1.0"
WIDTH = 96


def check_ending(path: Path) -> str:
    """The kind of report a file name asks for. Raises: Refused that lists the kinds there are."""
    ending = path.suffix.lower()
    if ending not in KINDS:
        raise Refused(
            "No report on a file review ends like this", found=path.name,
            next_step="end the name with one of: " + ", ".join(KINDS),
        )  # fmt: skip
    return ending


def save(found: FileReview, path: Path) -> None:
    """Write one report, whole or not at all. Raises: Refused where it cannot be written."""
    content = KINDS[check_ending(path)](found)
    with whole_file(path) as file:
        file.write(content)


def sections(found: FileReview) -> list[Section]:
    """What page and document share."""
    told = tuple(words.undone(one) for one in found.undone if one.share.value is not None)
    made = [
        Section("Step by step", told, found.chart, shown=(undone_sheet(found),)),
        Section("Which repair would reach most", (
            "Had every unit left the step undone as seldom as the better quarter of units does.",
        ), shown=(reach_sheet(found),)),
        Section("What goes with it further down", words.LIMITS[:2],
                shown=(associations_sheet(found),),
                folded=tuple(outcome_sheet(found, one) for one in found.outcomes)),
        Section("Units side by side", words.LIMITS[3:], folded=tuple(
            unit_sheet(found, one.step.name) for one in found.undone if found.compare(one.step.name)
        )),
    ]  # fmt: skip
    if any(found.unread.values()):
        made.append(Section("Answers taken as unknown", (), folded=(unread_sheet(found),)))
    return made


def undone_sheet(found: FileReview) -> Sheet:
    """Every step with its counts."""
    rows = tuple(
        (one.step.name, f"{one.failed:,} of {one.done + one.failed:,}", percent_interval(one.share),
         f"{one.unknown:,}", f"{percent(one.bounds[0])} to {percent(one.bounds[1])}")
        for one in found.undone
    )  # fmt: skip
    headers = ("Step", "Left undone", "Share", "Unknown", "Whatever they are")
    return Sheet("Files that the step concerns", headers, rows, frozenset(range(1, 5)))


def reach_sheet(found: FileReview) -> Sheet:
    """Repairs, the furthest-reaching first."""
    rows = tuple(
        (one.step.repair or one.step.name, f"{one.failed:,}",
         "too few units" if one.reached.value is None else
         f"{one.reached.value:,.0f} ({one.reached.low:,.0f} to {one.reached.high:,.0f})")
        for one in found.reach
    )  # fmt: skip
    headers = ("Repair", "Files left undone", "Files it would have reached")
    return Sheet("In these files", headers, rows, frozenset({1, 2}))


def associations_sheet(found: FileReview) -> Sheet:
    """Every step with every outcome, among cases otherwise alike."""
    by_step: dict[str, list[str]] = {}
    for one in found.associations:
        sure = "" if one.holm is None or one.holm < 1 - found.level else " ?"
        by_step.setdefault(one.step, []).append(words.association(one) + sure)
    rows = tuple((step, *said) for step, said in by_step.items())
    caption = "Points of a hundred, more or fewer, where the step was left undone"
    headers = ("Step left undone", *found.outcomes)
    return Sheet(caption, headers, rows, frozenset(range(1, len(headers))))


def outcome_sheet(found: FileReview, outcome: str) -> Sheet:
    """One outcome with every step, and how sure."""
    rows = tuple(
        (one.step, f"{one.n:,}", _points(one.raw), words.association(one),
         NONE if one.holm is None else f"{one.holm:.2g}",
         NONE if one.unseen is None else f"{one.unseen:.1f}")
        for one in found.associations if one.outcome == outcome
    )  # fmt: skip
    headers = ("Step left undone", "Files", "As they are", "Otherwise alike", "p after all looks",
               "Unwritten cause needed")  # fmt: skip
    return Sheet(outcome, headers, rows, frozenset({1, 2, 3, 4, 5}))


def unit_sheet(found: FileReview, step: str) -> Sheet:
    """One step by unit."""
    rows = tuple(
        (row.unit, f"{row.n:,}", f"{row.unknown:,}", percent(row.raw), percent_interval(row.shrunk),
         {"more": "more than the others", "less": "less than the others"}.get(row.stands, ""))
        for row in found.compare(step)
    )  # fmt: skip
    headers = (
        found.mapping.unit,
        "Known",
        "Unknown",
        "Left undone",
        "Drawn to the others",
        "Stands out",
    )
    return Sheet(f"{step}, left undone", headers, rows, frozenset({1, 2, 3, 4}))


def unread_sheet(found: FileReview) -> Sheet:
    """Answers the mapping gives no meaning."""
    rows = tuple(
        (name, answer or "(blank)", f"{n:,}")
        for name, answers in found.unread.items() for answer, n in answers.items()
    )  # fmt: skip
    return Sheet("Taken as unknown", ("Entry", "Answer", "Files"), rows, frozenset({2}))


def _points(value: float | None) -> str:
    return NONE if value is None else f"{value * 100:+.1f}"


def text_of(found: FileReview, width: int = WIDTH) -> str:
    """The report for a terminal or a pipe."""
    return "\n".join(_lines(found, width))


def _lines(found: FileReview, width: int) -> Iterator[str]:

    yield f"## {HEADING}"
    yield from textwrap.wrap(found.sentence(), width, break_on_hyphens=False)
    for section in sections(found)[:3] if found.outcomes else sections(found)[:2]:
        yield from ("", f"## {section.title}")
        for sheet in section.shown:
            yield from table_lines(sheet, width)
    yield ""
    yield from textwrap.wrap(words.LIMITS[0], width, break_on_hyphens=False)


def _page(found: FileReview) -> bytes:
    from amparo.flow.report.html import page, section_of  # noqa: PLC0415  (draws)

    parts = [f'<div class="lead"><p>{escape(found.sentence())}</p></div>']
    parts += [section_of(one) for one in sections(found)]
    return page(heading=HEADING, title=f"{HEADING}: {found.source}", source=found.source,
                body="\n".join(parts), definitions=words.LIMITS)  # fmt: skip


def _pdf(found: FileReview) -> bytes:
    from amparo.flow.report.pdf import document  # noqa: PLC0415  (Typst)

    return document(title=f"{HEADING}: {found.source}", heading=HEADING, source=found.source,
                    lead=[found.sentence()], sections=sections(found),
                    definitions=words.LIMITS)  # fmt: skip


def _csv(found: FileReview) -> bytes:
    return found.frame.write_csv().encode()


def _json(found: FileReview) -> bytes:
    return json.dumps(as_json(found), ensure_ascii=False, indent=1).encode() + b"\n"


def as_json(found: FileReview) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "schema": SCHEMA_VERSION, "amparo": __version__, "source": found.source, "files": found.n,
        "level": found.level, "sentence": found.sentence(), "limits": list(words.LIMITS),
        "steps": found.frame.to_dicts(),
        "units": {
            one.step.name: [
                {"unit": row.unit, "known": row.n, "failed": row.failed, "unknown": row.unknown,
                 "share": row.raw, **_ends("drawn", row.shrunk), "stands": row.stands or None}
                for row in found.compare(one.step.name)
            ]
            for one in found.undone
        },
        "reach": [
            {"step": one.step.name, "failed": one.failed, **_ends("reached", one.reached)}
            for one in found.reach
        ],
        "associations": [
            {"step": one.step, "outcome": one.outcome, "files": one.n, "raw": one.raw,
             **_ends("adjusted", one.adjusted), "p": one.p, "p_after_all_looks": one.holm,
             "unwritten_cause_needed": one.unseen, "why_not": one.why_not or None}
            for one in found.associations
        ],
        "taken_as_unknown": found.unread,
    }  # fmt: skip


def _ends(name: str, span: Interval) -> dict[str, float | None]:
    return {name: span.value, f"{name}_low": span.low, f"{name}_high": span.high}


KINDS: dict[str, Callable[[FileReview], bytes]] = {
    ".html": _page, ".json": _json, ".pdf": _pdf, ".csv": _csv,
}  # fmt: skip
