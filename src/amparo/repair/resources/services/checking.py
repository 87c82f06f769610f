"""Keeping what was found at a unit, and how poor an area is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Jurisdiction, Unit
from amparo.directory.packs.equipping import UnitStandard
from amparo.errors import NotVisible, Refused
from amparo.repair.resources.models import AreaPoverty, UnitCheck, UnitCheckItem

Found = Mapping[str, tuple[int, int]]
"""Thing → how many are there, and how many of those work."""


@transaction.atomic
def check_unit(
    *,
    by: User,
    at: datetime,
    unit: Unit,
    standard: UnitStandard,
    on: date,
    found: Found,
    corrects: UnitCheck | None = None,
    token: UUID | None = None,
) -> UnitCheck:
    """Keep what was there and worked at a unit on a day. A correction is a new check.

    Raises: Refused where a thing of the standard is not looked at, or more works than is there.
    """
    if by.office is None or not by.may("figures.exact"):
        raise NotVisible
    if token and (first := UnitCheck.objects.filter(pk=token, made_by=by).first()):
        return first
    check_day(on, at=at)
    missed = [need.item for need in standard.needs if need.item not in found]
    if missed:
        raise Refused(
            "Look at everything the standard names", found=", ".join(missed),
            next_step="say of each thing whether it is there and works",
        )  # fmt: skip
    if any(works > there for there, works in found.values()):
        raise Refused("More works than is there", next_step="check both numbers")
    if corrects is not None and (
        corrects.office_id != by.office_id or hasattr(corrects, "corrected_by")
    ):
        raise Refused("Someone corrected this check already", next_step="look at it again")
    row = UnitCheck.objects.create(
        id=token or uuid4(), office=by.office, unit=unit, standard=standard.kind,
        version=standard.version, on=on, corrects=corrects, made_by=by, made_at=at,
    )  # fmt: skip
    UnitCheckItem.objects.bulk_create(
        UnitCheckItem(
            check_of=row, item=need.item, n_present=found[need.item][0],
            n_working=found[need.item][1],
        )
        for need in standard.needs
    )  # fmt: skip
    record(
        by=by, verb="unit.check_corrected" if corrects else "unit.checked",
        kind="resources.unitcheck", object_id=str(row.pk), at=at,
        fields=[f"{standard.kind} {standard.version}"],
    )  # fmt: skip
    return row


@transaction.atomic
def enter_poverty(
    *, by: User, at: datetime, jurisdiction: Jurisdiction, share: Decimal, year: int, source: str
) -> AreaPoverty:
    """Say how poor an area is, by a source. Raises: Refused for no share, a year to come."""
    if by.office is None or not by.may("repairs.manage"):
        raise NotVisible
    if not 0 <= share <= 1:
        raise Refused("A share lies between none and all", next_step="enter 0 to 100 per cent")
    if year > at.year or not source.strip():
        raise Refused("Say which source and year", next_step="name the survey and its year")
    row = AreaPoverty.objects.create(
        office=by.office, jurisdiction=jurisdiction, share=share, year=year,
        source=source.strip(), entered_by=by, entered_at=at,
    )  # fmt: skip
    record(
        by=by, verb="poverty.entered", kind="resources.areapoverty", object_id=str(row.pk), at=at,
        fields=[jurisdiction.code],
    )  # fmt: skip
    return row
