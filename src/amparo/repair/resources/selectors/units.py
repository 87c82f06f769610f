"""What units have of what they need, and how poor the areas are that they serve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.directory.models import Unit
from amparo.directory.packs.equipping import (
    StandardNeed,
    UnitStandard,
    standards_on,
    thing_names,
    unit_standard,
)
from amparo.directory.selectors import unit_visible_to
from amparo.errors import NotVisible
from amparo.flow.equity import Equity, equity
from amparo.repair.resources.models import AreaPoverty, UnitCheck


@dataclass(frozen=True)
class Gap:
    """One thing a unit needs, and what was found of it."""

    need: StandardNeed
    name: str
    n_present: int
    n_working: int

    @property
    def is_met(self) -> bool:
        """Whether so many work as are needed."""
        return self.n_working >= self.need.at_least


@dataclass(frozen=True)
class Checked:
    """A check of a unit, thing by thing."""

    check: UnitCheck
    standard: UnitStandard
    gaps: tuple[Gap, ...]

    @property
    def n_met(self) -> int:
        """How many things of the standard are met."""
        return sum(gap.is_met for gap in self.gaps)

    @property
    def share(self) -> float:
        """The share of the standard that works."""
        return self.n_met / len(self.gaps)

    @property
    def missing(self) -> tuple[Gap, ...]:
        """What falls short."""
        return tuple(gap for gap in self.gaps if not gap.is_met)


@dataclass(frozen=True)
class UnitLine:
    """A unit with its last check, or none."""

    unit: Unit
    last: Checked | None


def kinds_that_fit(kind: str, today: date) -> list[UnitStandard]:
    """The standards for a kind of institution, the likeliest first."""
    known = standards_on(today)
    fits = [one for one in known.values() if kind in one.of]
    return fits or list(known.values())


def units_for(user: User, *, today: date) -> tuple[UnitLine, ...]:
    """The units that a standard is for, those least equipped first; three queries."""
    fitting = {kind for one in standards_on(today).values() for kind in one.of}
    units = (
        Unit.objects.all().visible_to(user)
        .filter(closed_on=None, institution__kind__in=fitting, institution__is_office=False)
        .select_related("institution__jurisdiction", "jurisdiction")
    )  # fmt: skip
    last = last_checks(user)
    lines = [UnitLine(unit, last.get(unit.pk)) for unit in units]
    return tuple(sorted(lines, key=_least_first))


def _least_first(line: UnitLine) -> tuple[bool, float, str]:
    return (line.last is None, line.last.share if line.last else 0.0, line.unit.name)


def last_checks(user: User) -> Mapping[UUID, Checked]:
    """The last check in force of each unit; two queries."""
    rows = (
        UnitCheck.objects.all().current().visible_to(user)
        .select_related("made_by").prefetch_related("items").order_by("on", "made_at")
    )  # fmt: skip
    return {row.unit_id: checked(row) for row in rows}


def checks_of(user: User, unit: Unit) -> tuple[Checked, ...]:
    """Every check in force of a unit, the newest first."""
    rows = (
        UnitCheck.objects.all().current().visible_to(user).filter(unit=unit)
        .select_related("made_by").prefetch_related("items").order_by("-on", "-made_at")
    )  # fmt: skip
    return tuple(checked(row) for row in rows)


def check_for(user: User, pk: UUID) -> Checked:
    """One check in force; NotVisible where there is none."""
    row = (
        UnitCheck.objects.all().current().visible_to(user).filter(pk=pk)
        .select_related("unit__institution", "made_by").prefetch_related("items").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return checked(row)


def unit_for(user: User, pk: UUID) -> Unit:
    """A unit of the directory that may be equipped."""
    unit = unit_visible_to(user, pk)
    return Unit.objects.select_related("institution__jurisdiction", "jurisdiction").get(pk=unit.pk)


def checked(row: UnitCheck) -> Checked:
    """A check beside the version of the standard it was made by."""
    standard, names = unit_standard(row.standard, row.version), thing_names()
    found = {item.item: item for item in row.items.all()}
    gaps = tuple(
        Gap(need, names[need.item], found[need.item].n_present, found[need.item].n_working)
        for need in standard.needs
    )
    return Checked(row, standard, gaps)


@dataclass(frozen=True)
class Area:
    """An area with its poverty, and what its checked units have."""

    name: str
    poverty: AreaPoverty
    n_units: int
    share: float | None


@dataclass(frozen=True)
class Areas:
    """Areas from the poorest, and poorer against richer."""

    rows: tuple[Area, ...]
    found: Equity
    n_without: int


def poverty_figures(user: User) -> Mapping[str, AreaPoverty]:
    """The newest figure of each area, by its path."""
    rows = AreaPoverty.objects.all().visible_to(user).select_related("jurisdiction", "entered_by")
    return {row.jurisdiction.path: row for row in rows.order_by("year", "entered_at", "id")}


def areas_for(user: User, *, today: date) -> Areas:
    """What the units of poorer areas have beside those of richer ones.

    Counts: units with a check, each in the nearest area around it that has a poverty figure;
    `n_without` have none.
    """
    figures = poverty_figures(user)
    by_area: dict[str, list[float]] = {path: [] for path in figures}
    pairs, without = [], 0
    for line in units_for(user, today=today):
        if line.last is None:
            continue
        path = nearest(place_of(line.unit), figures)
        if path is None:
            without += 1
            continue
        by_area[path].append(line.last.share)
        pairs.append((float(figures[path].share), line.last.share))
    rows = [
        Area(figures[path].jurisdiction.name, figures[path], len(shares),
             sum(shares) / len(shares) if shares else None)
        for path, shares in by_area.items()
    ]  # fmt: skip
    rows.sort(key=lambda area: (-area.poverty.share, area.name))
    return Areas(tuple(rows), equity(pairs), without)


def place_of(unit: Unit) -> str:
    """The path of the place a unit serves: its own, or its institution's."""
    return (unit.jurisdiction or unit.institution.jurisdiction).path


def nearest(path: str, figures: Mapping[str, AreaPoverty]) -> str | None:
    """The nearest place around a path that has a figure."""
    around = [one for one in figures if path.startswith(one)]
    return max(around, key=len, default=None)
