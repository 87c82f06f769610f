"""Filling an empty directory from a pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amparo.audit.services import Actor
from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.directory.packs import load_pack
from amparo.directory.packs.kinds import StartInstitution
from amparo.directory.services.institutions import add_institution, add_unit
from amparo.directory.services.places import add_jurisdiction


@dataclass(frozen=True)
class Installed:
    """How many rows were added; none the second time."""

    n_jurisdictions: int
    n_institutions: int
    n_units: int


@transaction.atomic
def install_pack(*, by: Actor, at: datetime, pack_code: str) -> Installed:
    """Add a pack's places and the institutions most offices there will meet.

    What is there already, by code or by name and place, stays as the office left it.
    """
    pack = load_pack(pack_code)
    places: dict[str, Jurisdiction] = {j.code: j for j in Jurisdiction.objects.all()}
    n_places = n_institutions = n_units = 0
    for start in pack.jurisdictions:
        if start.code in places:
            continue
        places[start.code] = add_jurisdiction(
            by=by, at=at, code=start.code, name=start.name, kind=start.kind,
            parent=places[start.parent] if start.parent else None,
            pack=pack_code if start.code == pack_code else "",
            population=start.population, population_year=start.population_year,
            population_source=start.population_source,
        )  # fmt: skip
        n_places += 1
    for institution in pack.institutions:
        row, added = _institution(by, at, institution, places, pack.time_zone)
        n_institutions += added
        n_units += _units(by, at, institution, row)
    return Installed(n_places, n_institutions, n_units)


def _institution(
    by: Actor,
    at: datetime,
    start: StartInstitution,
    places: dict[str, Jurisdiction],
    time_zone: str,
) -> tuple[Institution, bool]:
    place = places[start.jurisdiction]
    found = Institution.objects.filter(name__iexact=start.name, jurisdiction=place).first()
    if found is not None:
        return found, False
    made = add_institution(
        by=by, at=at, name=start.name, kind=start.kind, jurisdiction=place, time_zone=time_zone
    )
    return made, True


def _units(by: Actor, at: datetime, start: StartInstitution, institution: Institution) -> int:
    present = {
        name.lower()
        for name in Unit.objects.filter(institution=institution).values_list("name", flat=True)
    }
    missing = [name for name in start.units if name.lower() not in present]
    for name in missing:
        add_unit(by=by, at=at, institution=institution, name=name)
    return len(missing)
