"""What every jurisdiction shares: milestones, causes, code lists."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from amparo.directory.lawpages.parts import Part, Table, compared, plain
from amparo.directory.packs import CodeList, code_list, code_list_names, milestone_types
from amparo.directory.packs import causes as known_causes
from amparo.web.shapes import Cell, Column, Link, Row, Tone


def tabs(name: str, parts: tuple[str, ...], current: str) -> list[Link]:
    """The parts of a list too long for one page on a slow line."""
    return [
        Link(plain(part), reverse(name, args=[part]), current=part == current) for part in parts
    ]


def milestones(way: str) -> Part:
    """Every kind of dated fact on one way."""
    kinds = sorted(milestone_types().values(), key=lambda kind: kind.order)
    rows = [
        Row([
            Cell(kind.name, **_mark(danger=kind.danger, ends=kind.exit is not None)),
            kind.meaning,
            "; ".join(f"Opens: {t.title}, within {_days(t.within_days)}" for t in kind.tasks)
            or "Nothing more",
        ])
        for kind in kinds
        if kind.way == way
    ]  # fmt: skip
    return Part(
        "A milestone is a dated fact in a case. Where a case stands, what is next and what is "
        "overdue follow from these and are never typed.",
        [Table(way.capitalize(), ["Milestone", "What it means", "Recording it also"], rows)],
    )


def _mark(*, danger: bool, ends: bool) -> dict[str, Any]:
    if danger:
        return {"tag": "Raises a safety alert", "tone": Tone.DANGER}
    return {"tag": "Leaves the path", "tone": Tone.NEUTRAL} if ends else {}


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


def causes(lacks: str) -> Part:
    """The known causes behind which one thing is lacking."""
    rows = [
        Row([
            cause.name, cause.step.capitalize(), Cell(cause.signal, note=cause.id),
            Cell(cause.source, **compared(checked=cause.checked)),
        ])
        for cause in known_causes()
        if cause.lacks == lacks
    ]  # fmt: skip
    return Part(
        "The ways a justice system is known to break. Each has a lack behind it: "
        "of resources, of training, of accountability or of hope.",
        [Table(f"Lack of {lacks}", ["Cause", "Step", "How it shows", "Source"], rows)],
    )


def lists() -> Part:
    """Every code list."""
    rows = [
        Row([Cell(
            listed.title, href=reverse("code_list", args=[listed.name]),
            note=f"{len(listed.entries)} codes",
        )])
        for listed in map(code_list, code_list_names())
    ]  # fmt: skip
    said = "The words that forms offer, and where they come from."
    return Part(said, [Table("", ["List"], rows)])


def one_list(listed: CodeList) -> Part:
    """One code list; what a code belongs to only where the list says so."""
    columns: list[Column | str] = ["Name and code"]
    has_maps = any(entry.maps for entry in listed.entries)
    rows = []
    for entry in listed.entries:
        cells: list[Cell | str] = [
            Cell(entry.name, note=entry.code, **compared(checked=entry.checked))
        ]
        if has_maps:
            cells.append(", ".join(f"{plain(key)}: {value}" for key, value in entry.maps.items()))
        rows.append(Row(cells))
    if has_maps:
        columns.append("Belongs to")
    return Part(f"Source: {listed.source}.", [Table("", columns, rows)])
