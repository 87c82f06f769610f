"""What the pages about programmes ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from amparo.access.models import User
from amparo.casework.cases.models import Case, Programme
from amparo.directory.models import Jurisdiction
from amparo.directory.packs import code_list
from amparo.errors import NotVisible


@dataclass(frozen=True)
class ProgrammeRow:
    """One programme; cases are counted only for those who may count the office's."""

    id: str
    name: str
    crime_type: str
    place: str
    phase: str
    starts_on: date
    n_cases: int | None


def programmes_for(user: User) -> list[ProgrammeRow]:
    """The office's programmes, by name; two queries."""
    rows = Programme.objects.all().visible_to(user).select_related("jurisdiction")
    counted = Case.objects.all().countable_by(user).order_by().values_list("programme")
    counts = dict(counted.annotate(n=Count("pk"))) if user.may("figures.read") else None
    crimes = code_list("crime_types")
    return [
        ProgrammeRow(
            id=str(row.pk), name=row.name, crime_type=crimes.name_of(row.crime_type),
            place=row.jurisdiction.name, phase=row.get_phase_display(), starts_on=row.starts_on,
            n_cases=None if counts is None else counts.get(row.pk, 0),
        )
        for row in rows
    ]  # fmt: skip


def programme_in_office(user: User, programme_id: UUID) -> Programme:
    """One programme of the office, or NotVisible."""
    found = Programme.objects.all().visible_to(user).filter(pk=programme_id).first()
    if found is None:
        raise NotVisible
    return found


def place_choices_for(user: User) -> list[tuple[str, str]]:
    """(id, name) of every jurisdiction, larger before smaller, indented by dashes."""
    rows = Jurisdiction.objects.visible_to(user)
    return [(str(row.pk), f"{'– ' * (row.path.count('/') - 2)}{row.name}") for row in rows]


def place_for(user: User, place_id: str) -> Jurisdiction:
    """One jurisdiction, or NotVisible."""
    found = Jurisdiction.objects.visible_to(user).filter(pk=place_id).first()
    if found is None:
        raise NotVisible
    return found
