"""The tree of places."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from amparo.directory.models import Jurisdiction, Reader
from amparo.directory.packs import load_pack, pack_codes


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


def places_for(user: Reader) -> tuple[PlaceLine, ...]:
    """The whole tree; one query."""
    rows = list(places_visible_to(user).annotate(n_here=Count("institutions")))
    by_id: dict[UUID, Jurisdiction] = {row.pk: row for row in rows}
    laws = {code: load_pack(code).name for code in pack_codes()}
    return tuple(
        PlaceLine(
            name=row.name,
            kind=row.get_kind_display(),
            inside=tuple(above.name for above in _around(row, by_id)),
            population=row.population,
            population_year=row.population_year,
            population_source=row.population_source,
            law=laws.get(row.pack, ""),
            n_institutions=row.n_here,
        )
        for row in rows
    )


def _around(row: Jurisdiction, by_id: dict[UUID, Jurisdiction]) -> list[Jurisdiction]:
    found: list[Jurisdiction] = []
    above = by_id.get(row.parent_id) if row.parent_id else None
    # The database does not forbid a circle of parents; a page must still end.
    while above is not None and above not in found:
        found.append(above)
        above = by_id.get(above.parent_id) if above.parent_id else None
    return found
