"""Institutions and their units."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import F

from amparo.audit.services import Actor, record
from amparo.directory.models import Institution, Jurisdiction, PostHolder, Unit
from amparo.errors import Conflict, Refused


@transaction.atomic
def add_institution(
    *,
    by: Actor,
    at: datetime,
    name: str,
    kind: str,
    jurisdiction: Jurisdiction,
    time_zone: str = "UTC",
    works_here: bool = False,
) -> Institution:
    """Add an institution; `works_here` makes it an office with accounts in this Amparo.

    Raises: Refused for a name its place has already, or a time zone nobody knows.
    """
    name = name.strip()
    _require_time_zone(time_zone)
    _require_free_name(name, jurisdiction.pk, but=None)
    institution = Institution.objects.create(
        name=name, kind=kind, jurisdiction=jurisdiction, time_zone=time_zone, is_office=works_here
    )
    record(
        by=by, verb="institution.added", kind="directory.institution",
        object_id=str(institution.pk), at=at,
    )  # fmt: skip
    return institution


@transaction.atomic
def change_institution(
    *,
    by: Actor,
    at: datetime,
    institution: Institution,
    version: int,
    name: str,
    kind: str,
    jurisdiction: Jurisdiction,
) -> Institution:
    """Correct its name, kind or place.

    Raises: Conflict when someone else saved first; Refused for a name its place has already.
    """
    name = name.strip()
    _require_free_name(name, jurisdiction.pk, but=institution.pk)
    before = Institution.objects.select_related("jurisdiction").get(pk=institution.pk)
    changed = Institution.objects.filter(pk=institution.pk, version=version).update(
        name=name, kind=kind, jurisdiction=jurisdiction, version=F("version") + 1
    )
    if not changed:
        raise Conflict(
            "Someone else changed this institution while you did",
            theirs={
                "name": before.name,
                "kind": before.get_kind_display(),
                "place": before.jurisdiction.name,
            },
            yours={
                "name": name,
                "kind": Institution.Kind(kind).label,
                "place": jurisdiction.name,
            },
            next_step="open it again and make your change on what is there now",
        )
    old = {"name": before.name, "kind": before.kind, "jurisdiction": before.jurisdiction_id}
    new = {"name": name, "kind": kind, "jurisdiction": jurisdiction.pk}
    record(
        by=by, verb="institution.changed", kind="directory.institution",
        object_id=str(institution.pk), at=at, fields=[f for f in old if old[f] != new[f]],
    )  # fmt: skip
    institution.refresh_from_db()
    return institution


@transaction.atomic
def add_unit(
    *,
    by: Actor,
    at: datetime,
    institution: Institution,
    name: str,
    kind: str = "",
    jurisdiction: Jurisdiction | None = None,
    opened_on: date | None = None,
) -> Unit:
    """Add a station, branch or office. Raises Refused for a name the institution has already."""
    name = name.strip()
    if Unit.objects.filter(institution=institution, name__iexact=name).exists():
        raise Refused("This institution has a unit of this name already", found=name)
    unit = Unit.objects.create(
        institution=institution, name=name, kind=kind.strip(), jurisdiction=jurisdiction,
        opened_on=opened_on,
    )  # fmt: skip
    record(by=by, verb="unit.added", kind="directory.unit", object_id=str(unit.pk), at=at)
    return unit


@transaction.atomic
def close_unit(*, by: Actor, at: datetime, unit: Unit, on: date) -> Unit:
    """Say on which day a unit closed; it stays in the directory, since old cases name it.

    Raises: Refused when it is closed already, opened later, or someone still holds a post in it.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.closed_on is not None:
        raise Refused("This unit is closed already", found=f"on {unit.closed_on.isoformat()}")
    if unit.opened_on is not None and on < unit.opened_on:
        raise Refused("A unit cannot close before it opened", found=on.isoformat())
    if PostHolder.objects.filter(post__unit=unit, to_on__isnull=True).exists():
        raise Refused(
            "Someone still holds a post in this unit", next_step="say first when they left"
        )
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    record(
        by=by, verb="unit.closed", kind="directory.unit", object_id=str(unit.pk), at=at,
        fields=["closed_on"],
    )  # fmt: skip
    return unit


def _require_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise Refused(
            "This time zone is not known", found=name, next_step="choose one such as Asia/Manila"
        )


def _require_free_name(name: str, jurisdiction_id: UUID, *, but: UUID | None) -> None:
    same = Institution.objects.filter(name__iexact=name, jurisdiction_id=jurisdiction_id)
    if (same if but is None else same.exclude(pk=but)).exists():
        raise Refused(
            "An institution of this name is there already in this place",
            found=name,
            next_step="open it in the directory, or tell the two apart in their names",
        )
