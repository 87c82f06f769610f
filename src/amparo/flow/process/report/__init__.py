"""A map as a file: a drawing, a page, tables, or the log itself for other tools."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import wrap
from typing import Any

from amparo import __version__
from amparo.errors import Refused
from amparo.flow.process.follows import Follows
from amparo.flow.process.report import tables
from amparo.flow.process.report.found import Found, Part, found_in
from amparo.flow.process.writing import write_csv, write_xes
from amparo.flow.whole_file import whole_file
from amparo.flow.wording import days, percent

__all__ = ["ENDINGS", "Found", "Part", "check_ending", "found_in", "save", "text_of"]

SCHEMA_VERSION = "1.0"
ENDINGS = (".svg", ".html", ".csv", ".json", ".xes", ".xes.gz")
MOST_LINES = 20
MOST_PATHS_SHOWN = 8


def check_ending(path: Path) -> str:
    """What a file name asks for. Raises: Refused that lists what there is."""
    for ending in reversed(ENDINGS):
        if path.name.lower().endswith(ending):
            return ending
    raise Refused(
        "No map ends like this", found=path.name,
        next_step="end the name with one of: " + ", ".join(ENDINGS),
    )  # fmt: skip


def save(found: Found, path: Path, *, narrow: bool = False) -> None:
    """Write one file, whole or not at all. Raises: Refused where it cannot be written."""
    ending = check_ending(path)
    if ending == ".csv":
        write_csv(found.frame if found.parts else found.follows.frame, path)
    elif ending.startswith(".xes"):
        write_xes(found.log, path)
    else:
        made: dict[str, Callable[[], bytes]] = {
            ".svg": lambda: found.shown.svg(narrow=narrow).encode(),
            ".json": lambda: _json_of(found),
            ".html": lambda: _page_of(found),
        }
        content = made[ending]()
        with whole_file(path) as file:
            file.write(content)


def _page_of(found: Found) -> bytes:
    from amparo.flow.process.report.page import content_of  # noqa: PLC0415  (it draws charts)

    return content_of(found)


def _json_of(found: Found) -> bytes:
    log = found.log
    made = {
        "schema": SCHEMA_VERSION,
        "amparo": __version__,
        "source": log.source,
        "unit": log.unit,
        "as_of": log.as_of.isoformat(),
        "summary": [found.shown.sentence(), found.variants.sentence(), found.rework.sentence()],
        **_ways(found.follows),
        "paths": {
            "different": found.variants.n_paths,
            "left_out": dict(zip(("paths", "cases"), found.variants.left_out, strict=True)),
            "listed": found.variants.frame.drop("variant").to_dicts(),
        },
        "rework": found.rework.frame.to_dicts(),
        "groups": [{"column": p.group, "value": p.value, **_ways(p.follows)} for p in found.parts],
    }
    return json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def _ways(found: Follows) -> dict[str, Any]:
    return {
        "cases": found.n, "open": found.n_open, "without_events": found.without_events,
        "follows": found.frame.to_dicts(), "activities": found.activities.to_dicts(),
    }  # fmt: skip


def text_of(found: Found, *, width: int) -> str:
    """The summary for a terminal; a line that starts with "## " is a heading."""
    return "\n".join(_lines(found, width))


def _lines(found: Found, width: int) -> Iterator[str]:
    from amparo.flow.report.terminal import table_lines  # noqa: PLC0415  (only for a terminal)

    rework = f"{found.rework.sentence()} Stages, in order: {', '.join(found.log.stages)}."
    for heading, said, sheet in (
        ("What follows what", found.shown.sentence(), tables.ways_sheet(found.shown)),
        (tables.STANDING, "", tables.activities_sheet(found.shown)),
        ("Work done again", rework, tables.rework_sheet(found.rework)),
    ):  # fmt: skip
        yield from ("", f"## {heading}")
        yield from wrap(said, width)
        if sheet.rows:
            yield from table_lines(replace(sheet, rows=sheet.rows[:MOST_LINES]), width)
    yield from ("", "## The paths that cases take")
    yield from wrap(found.variants.sentence(), width)
    yield from _paths(found, width)
    for part in found.parts[:MOST_LINES]:
        yield from ("", f"## {part.group}: {part.value}")
        yield from wrap(part.shown.sentence(), width)


def _paths(found: Found, width: int) -> Iterator[str]:
    """The commonest paths, numbers first, since a path can be long."""
    for row in found.variants.frame.head(MOST_PATHS_SHOWN).to_dicts():
        head = f"{row['count']:>9,}  {percent(row['share']):>8}  "
        tail = f", {days(row['median_days'])} days" if row["finished"] else ""
        yield from wrap(
            row["variant"] + tail, width, initial_indent=head, subsequent_indent=" " * len(head)
        )
