"""What a partner sees of the means of their own unit: visits, requests, what was handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amparo.access.models import User
from amparo.directory.models import Unit
from amparo.reform.selectors.shared import offices_sharing, own_units
from amparo.repair.resources.models import Asset, UnitCheck, Wanted
from amparo.repair.resources.selectors.giving import Asking, Thing, asking_of, thing_of
from amparo.repair.resources.selectors.units import Checked, checked


@dataclass(frozen=True)
class OwnUnit:
    """One unit of the partner's: its last visit, if any, its requests, and its things."""

    unit: Unit
    last: Checked | None
    requests: tuple[Asking, ...]
    things: tuple[Thing, ...]


def own_resources(user: User, *, today: date) -> tuple[OwnUnit, ...]:
    """The partner's units, as the offices that share a problem with them know them; four queries.

    Never a price, a case, or who noted it. Raises: NotVisible for whoever is no partner.
    """
    units, offices = own_units(user), offices_sharing(user)
    theirs = {"unit__in": units, "office__in": offices}
    checks = UnitCheck.objects.all().current().filter(**theirs).order_by("on", "made_at")
    last = {row.unit_id: checked(row) for row in checks.prefetch_related("items")}
    wanted = Wanted.objects.filter(**theirs).prefetch_related("steps", "assets")
    assets = Asset.objects.filter(**theirs).prefetch_related("lines__corrected_by")
    return tuple(
        OwnUnit(
            unit, last.get(unit.pk),
            tuple(asking_of(row) for row in wanted if row.unit_id == unit.pk),
            tuple(thing_of(row, today) for row in assets if row.unit_id == unit.pk),
        )
        for unit in units
    )  # fmt: skip
