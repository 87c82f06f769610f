"""What every jurisdiction shares: milestones, causes, code lists."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from amparo.directory.lawpages.parts import Part, Table, compared, plain
from amparo.directory.packs import CodeList, code_list, code_list_names, milestone_types
from amparo.directory.packs import causes as known_causes
from amparo.directory.packs.kinds import LACKS, WAYS
from amparo.web.shapes import Cell, Column, Row, Tone


def milestones() -> Part:
    """Every kind of dated fact, by way."""
    kinds = sorted(milestone_types().values(), key=lambda kind: kind.order)
    columns: list[Column | str] = ["Milestone", "What it means", "Recording it also"]
    tables = []
    for way in WAYS:
        rows = [
            Row([
                Cell(kind.name, **_mark(danger=kind.danger, ends=kind.exit is not None)),
                kind.meaning,
                "; ".join(f"opens: {t.title}, within {_days(t.within_days)}" for t in kind.tasks)
                or "Nothing more",
            ])
            for kind in kinds
            if kind.way == way
        ]  # fmt: skip
        tables.append(Table(way.capitalize(), columns, rows))
    return Part(
        "A milestone is a dated fact in a case. Where a case stands, what is next and what is "
        "overdue follow from these and are never typed.",
        tables,
    )


def _mark(*, danger: bool, ends: bool) -> dict[str, Any]:
    if danger:
        return {"tag": "Raises a safety alert", "tone": Tone.DANGER}
    return {"tag": "Leaves the path", "tone": Tone.NEUTRAL} if ends else {}


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


def causes() -> Part:
    """The known causes, by what is lacking."""
    columns: list[Column | str] = ["Cause", "Step", "How it shows", "Source"]
    tables = [
        Table(
            f"Lack of {lacks}",
            columns,
            [
                Row([
                    Cell(cause.name, note=cause.id), cause.step.capitalize(), cause.signal,
                    Cell(cause.source, **compared(checked=cause.checked)),
                ])
                for cause in known_causes()
                if cause.lacks == lacks
            ],
        )
        for lacks in LACKS
    ]  # fmt: skip
    return Part(
        "The ways a justice system is known to break. Each has a lack behind it: "
        "of resources, of training, of accountability or of hope.",
        tables,
    )


def lists() -> Part:
    """Every code list."""
    rows = [
        Row([
            Cell(listed.title, href=reverse("code_list", args=[listed.name])),
            f"{len(listed.entries)}", listed.source,
        ])
        for listed in map(code_list, code_list_names())
    ]  # fmt: skip
    columns: list[Column | str] = ["List", Column("Codes", number=True), "Source"]
    return Part("The words that forms offer, and where they come from.", [Table("", columns, rows)])


def one_list(listed: CodeList) -> Part:
    """One code list."""
    rows = [
        Row([
            Cell(entry.name, **compared(checked=entry.checked)), entry.code,
            ", ".join(f"{plain(key)}: {value}" for key, value in entry.maps.items()),
        ])
        for entry in listed.entries
    ]  # fmt: skip
    return Part(f"Source: {listed.source}.", [Table("", ["Name", "Code", "Belongs to"], rows)])
