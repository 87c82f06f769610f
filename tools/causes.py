"""Writes the tables of causes and detectors in docs/breakdowns.md from the data of the packs.

Run: .venv/bin/python tools/causes.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from amparo.directory.packs import Cause, Detector, causes, detectors

PAGE = Path(__file__).resolve().parent.parent / "docs" / "breakdowns.md"
BEGINS, ENDS = "<!-- {0}: made by tools/causes.py -->", "<!-- {0} ends -->"


def threshold(one: Detector) -> str:
    """Days, and how many, where a detector has a threshold."""
    said = [f"{one.days:,} day{'' if one.days == 1 else 's'}"] if one.days else []
    if one.n and one.rule == "wanting":
        said.append(f"visit at most {one.n:,} days old")
    elif one.n:
        said.append(f"more than {one.n:,}")
    return "; ".join(said)


def detectors_table() -> str:
    """Each detector: cause, what it says, threshold, what it reads."""
    rows = [
        f"| `{one.id}` | {one.cause} | {one.meaning} | {threshold(one)} | {', '.join(one.reads)} |"
        for one in sorted(detectors().values(), key=lambda one: one.cause)
    ]
    return "\n".join(
        ["| detector | cause | what it says | threshold | reads |", "|---|---|---|---|---|", *rows]
    )


def way_in(cause: Cause) -> str:
    """Who says it first: detectors, the form that records the fact, or a person only."""
    ids = [f"`{one.id}`" for one in detectors().values() if one.cause == cause.id]
    said = [f"proposed by {', '.join(ids)}"] if ids else []
    if cause.noted_with:
        said.append(f"noted with: {cause.noted_with[0].lower()}{cause.noted_with[1:]}")
    if cause.only_people:
        said.append(f"by a person only: {cause.only_people[0].lower()}{cause.only_people[1:]}")
    return "; ".join(said)


def causes_table() -> str:
    """Each of the causes, and how it comes in."""
    rows = [f"| {one.id} | {one.name} | {one.lacks} | {way_in(one)} |" for one in causes()]
    return "\n".join(
        ["| | what goes wrong | lacks | how it comes in |", "|---|---|---|---|", *rows]
    )


def made(text: str) -> str:
    """The page with both tables as the data have them."""
    for name, table in (("causes", causes_table()), ("detectors", detectors_table())):
        head, rest = text.split(BEGINS.format(name))
        _, tail = rest.split(ENDS.format(name))
        text = f"{head}{BEGINS.format(name)}\n{table}\n{ENDS.format(name)}{tail}"
    return text


def main() -> None:
    """Write the page, or say that it is not what the data make."""
    text = PAGE.read_text(encoding="utf-8")
    if "--check" not in sys.argv:
        PAGE.write_text(made(text), encoding="utf-8")
    elif made(text) != text:
        sys.exit("docs/breakdowns.md is not what the data make: run tools/causes.py")


if __name__ == "__main__":
    main()
