"""The tree of places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from amparo.directory.models import Jurisdiction, Reader
from amparo.directory.packs import load_pack, pack_codes

PAGE = 40


@dataclass(frozen=True)
class PlaceLine:
    """One place, with what lies around it from the nearest to the country."""

    name: str
    kind: str
    inside: tuple[str, ...]
    population: int | None
    population_year: int | None
    population_source: str
    law: str
    n_institutions: int


def places_visible_to(user: Reader) -> QuerySet[Jurisdiction]:
    """The places this person may see, each after the one it lies in."""
    return Jurisdiction.objects.all().visible_to(user).order_by("path")


def places_for(user: Reader, *, page: str | int = 1) -> tuple[tuple[PlaceLine, ...], Page[Any]]:
    """One page of the tree; three queries however large it is."""
    counted = places_visible_to(user).annotate(n_here=Count("institutions"))
    shown: Page[Any] = Paginator(counted, PAGE).get_page(page)
    rows = list(shown.object_list)
    codes = {code for row in rows for code in _above(row)}
    around = places_visible_to(user).filter(code__in=codes).order_by()
    names = dict(around.values_list("code", "name"))
    laws = {code: load_pack(code).name for code in pack_codes()}
    lines = tuple(
        PlaceLine(
            name=row.name,
            kind=row.get_kind_display(),
            inside=tuple(names[code] for code in _above(row) if code in names),
            population=row.population,
            population_year=row.population_year,
            population_source=row.population_source,
            law=laws.get(row.pack, ""),
            n_institutions=row.n_here,
        )
        for row in rows
    )
    return lines, shown


def _above(row: Jurisdiction) -> list[str]:
    """The codes of the places around this one, the nearest first."""
    return row.path.strip("/").split("/")[-2::-1]
