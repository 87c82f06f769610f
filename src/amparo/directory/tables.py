"""The directory's lines, shaped as tables and cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from amparo.directory.selectors import (
    HoldingLine,
    InstitutionDetail,
    InstitutionLine,
    PlaceLine,
    PostDetail,
    UnitDetail,
)
from amparo.web.dates import spoken_date
from amparo.web.shapes import Action, Cell, Column, Row, Tone

INSTITUTION_COLUMNS = ["Institution", "Kind", "Place", Column("Units open", number=True)]
PLACE_COLUMNS = [
    "Place", "Kind", Column("People", number=True), "Law", Column("Institutions", number=True),
]  # fmt: skip
POST_COLUMNS = ["Post", "Held now by", "Before"]
EDIT_COLUMNS = [*POST_COLUMNS, "Someone new", "Leaving"]


@dataclass(frozen=True)
class UnitCard:
    """A unit as its page shows it."""

    name: str
    about: str
    tag: str
    tone: Tone
    columns: list[str]
    posts: tuple[Row, ...]
    actions: tuple[Action, ...]


def institution_rows(lines: Iterable[InstitutionLine]) -> list[Row]:
    """One row an institution."""
    return [
        Row([
            Cell(line.name, href=reverse("institution", args=[line.id])),
            line.kind, line.place, f"{line.n_units:,}",
        ])
        for line in lines
    ]  # fmt: skip


def place_rows(lines: Iterable[PlaceLine]) -> list[Row]:
    """One row a place; a population nobody counted is said to be unknown."""
    return [
        Row([
            Cell(line.name, note=f"in {', '.join(line.inside)}" if line.inside else ""),
            line.kind,
            Cell(
                "Not known" if line.population is None else f"{line.population:,}",
                note=_counted(line),
            ),
            line.law or "None yet",
            f"{line.n_institutions:,}",
        ])
        for line in lines
    ]  # fmt: skip


def _counted(line: PlaceLine) -> str:
    source, year = line.population_source, f"{line.population_year or ''}"
    return source if year in source else f"{source}, {year}"


def unit_cards(detail: InstitutionDetail) -> list[UnitCard]:
    """One card a unit, with its posts; what may be changed only for who may change it."""
    return [_card(unit, may_edit=detail.may_edit) for unit in detail.units]


def _card(unit: UnitDetail, *, may_edit: bool) -> UnitCard:
    is_open = unit.closed_on is None
    actions = (
        Action(f"Add a post to {unit.name}", reverse("post_add", args=[unit.id])),
        Action(f"{unit.name} has closed", reverse("unit_close", args=[unit.id])),
    )
    return UnitCard(
        name=unit.name,
        about=_about(unit),
        tag="" if is_open else "Closed",
        tone=Tone.NEUTRAL,
        columns=list(EDIT_COLUMNS if may_edit else POST_COLUMNS),
        posts=tuple(_post_row(post, may_edit=may_edit) for post in unit.posts),
        actions=actions if may_edit and is_open else (),
    )


def _about(unit: UnitDetail) -> str:
    parts = [unit.kind[:1].upper() + unit.kind[1:], unit.place]
    if unit.opened_on:
        parts.append(f"opened on {spoken_date(unit.opened_on)}")
    if unit.closed_on:
        parts.append(f"closed on {spoken_date(unit.closed_on)}")
    return ", ".join(part for part in parts if part)


def _post_row(post: PostDetail, *, may_edit: bool) -> Row:
    now = Cell("Nobody recorded") if post.now is None else Cell(post.now.name, note=_span(post.now))
    before = "; ".join(f"{held.name}, {_span(held)}" for held in post.before)
    coming = "; ".join(f"{held.name}, {_span(held)}" for held in post.to_come)
    cells: list[Cell | str] = [
        Cell(post.title, note=post.duty),
        now,
        Cell(before or "Nobody recorded", note=f"To come: {coming}" if coming else ""),
    ]
    if may_edit:
        is_held = post.now is not None and post.now.to_on is None
        said = "Say who took over" if is_held else "Say who holds it"
        cells.append(Cell(said, href=reverse("holder_appoint", args=[post.id])))
        cells.append(
            Cell("Say when they left", href=reverse("holding_end", args=[post.now.id]))
            if post.now is not None and is_held
            else "Nobody holds it"
        )
    return Row(cells)


def _span(held: HoldingLine) -> str:
    begins = spoken_date(held.from_on)
    return f"since {begins}" if held.to_on is None else f"{begins} to {spoken_date(held.to_on)}"
