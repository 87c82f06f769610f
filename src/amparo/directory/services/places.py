"""Places: the tree of jurisdictions, and how many people live there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amparo.audit.services import Actor, record
from amparo.directory.models import Jurisdiction
from amparo.errors import Refused

DEEPEST = 400  # letters a path holds


@transaction.atomic
def add_jurisdiction(
    *,
    by: Actor,
    at: datetime,
    code: str,
    name: str,
    kind: str,
    parent: Jurisdiction | None = None,
    pack: str = "",
    population: int | None = None,
    population_year: int | None = None,
    population_source: str = "",
) -> Jurisdiction:
    """Add a place inside another; its law is its parent's unless a pack is named.

    Raises: Refused for a code in use, a tree too deep, or a population without year and source.
    """
    if Jurisdiction.objects.filter(code=code).exists():
        raise Refused("A place with this code is there already", found=code)
    path = f"{parent.path if parent else '/'}{code}/"
    if len(path) > DEEPEST:
        raise Refused("This place would lie too deep in the tree", next_step="use a shorter code")
    _require_source(population, population_year, population_source)
    place = Jurisdiction.objects.create(
        code=code, name=name.strip(), kind=kind, parent=parent, path=path,
        pack=pack or (parent.pack if parent else ""), population=population,
        population_year=population_year, population_source=population_source.strip(),
    )  # fmt: skip
    record(
        by=by, verb="jurisdiction.added", kind="directory.jurisdiction",
        object_id=str(place.pk), at=at,
    )  # fmt: skip
    return place


@transaction.atomic
def set_population(
    *, by: Actor, at: datetime, place: Jurisdiction, population: int, year: int, source: str
) -> Jurisdiction:
    """Record how many people live there, by whose count. Raises Refused without year and source."""
    _require_source(population, year, source)
    place.population, place.population_year = population, year
    place.population_source = source.strip()
    fields = ["population", "population_year", "population_source"]
    place.save(update_fields=fields)
    record(
        by=by, verb="jurisdiction.population_set", kind="directory.jurisdiction",
        object_id=str(place.pk), at=at, fields=fields,
    )  # fmt: skip
    return place


def _require_source(population: int | None, year: int | None, source: str) -> None:
    if population is not None and (year is None or not source.strip()):
        raise Refused(
            "A population needs its year and its source",
            next_step="say which census or estimate it is from",
        )
