"""What units have that works, by unit and by how poor the people are; and how far they reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl
from django.db.models import Q

from amparo.access.models import User
from amparo.directory.models import Jurisdiction, PostHolder, Unit
from amparo.errors import AmparoError
from amparo.flow.prevalence import household
from amparo.flow.survival import Interval
from amparo.protection.selectors.made import Made, Missing, of_interval, ratio_of_counts, share
from amparo.protection.selectors.records.asked import Asked, of_the_office
from amparo.repair.resources.models import AssetLine
from amparo.repair.resources.selectors.units import nearest, place_of, poverty_figures, units_for

FIFTHS = ("poorest fifth", "second fifth", "middle fifth", "fourth fifth", "richest fifth")
PER = 100_000
POLICE = "police"


def adequacy(user: User, asked: Asked) -> Made:
    """Items of the least equipment that work, of those required, over the units visited (I51).

    Counts: items, at each unit's last visit; units are clusters, since what one thing of a unit is
    like tells of the next.
    """
    if asked.programme is not None:
        return of_the_office()
    lines = units_for(user, today=asked.as_of)
    seen = [line for line in lines if line.last is not None and line.last.check.on <= asked.as_of]
    missing = Missing(len(lines) - len(seen), len(lines), "units were never visited")
    rows = [
        (str(line.unit.pk), int(gap.is_met)) for line in seen if line.last for gap in line.last.gaps
    ]
    frame = pl.DataFrame(rows, schema={"unit": pl.String, "met": pl.Int64}, orient="row")
    parts = tuple(
        share(line.last.n_met, len(line.last.gaps), name=line.unit.name, of="items")
        for line in seen if line.last
    )  # fmt: skip
    k, n = sum(met for _, met in rows), len(rows)
    try:
        found = household(frame, outcome="met", cluster="unit").share
    except AmparoError:
        found = Interval(k / n if n else None, None, None)
    made = of_interval(found, n, missing=missing, few="items on visits")
    return replace(made, k=k, groups=parts)


@dataclass(frozen=True)
class Fifth:
    """A fifth of the people: how many, their officers, and their vehicles that work."""

    people: int
    officers: int
    vehicles: int


def by_wealth(user: User, asked: Asked) -> Made:
    """Police officers for 100,000 people in the poorest fifth over those in the richest (I53).

    Counts: holders of posts in police units known to the directory, each in the nearest area around
    the unit that has a poverty figure and a population; areas are put into fifths of the people,
    the poorest first, by where the middle of their people falls.
    """
    if asked.programme is not None:
        return of_the_office()
    figures = poverty_figures(user)
    places = {row.path: row for row in Jurisdiction.objects.filter(path__in=list(figures))}
    known = {path: places[path].population or 0 for path in figures if places[path].population}
    missing = Missing(len(figures) - len(known), len(figures), "areas have no population here")
    fifths = fifths_of(user, asked, {path: float(figures[path].share) for path in known}, known)
    groups = tuple(
        Made(PER * one.officers / one.people, n=one.officers, k=one.officers,
             name=f"{name}: officers for 100,000",
             beside=(f"{PER * one.vehicles / one.people:.2f} vehicles that work",))
        for name, one in fifths.items()
    )  # fmt: skip
    ends = [fifths[name] for name in (FIFTHS[0], FIFTHS[-1]) if name in fifths]
    if len(ends) < 2:
        return Made(None, groups=groups, missing=missing.share, lacking=missing.words,
                    withheld="It takes areas with poverty and population at both ends")  # fmt: skip
    poor, rich = ends
    found = ratio_of_counts(rich.officers, rich.people, poor.officers, poor.people)
    made = of_interval(found, poor.officers + rich.officers, missing=missing, few="officers")
    return replace(made, groups=groups)


def fifths_of(
    user: User, asked: Asked, poverty: Mapping[str, float], people: Mapping[str, int]
) -> dict[str, Fifth]:
    """The areas by fifths of their people, the poorest first; fifths without one are left out."""
    total, before, made = sum(people.values()), 0.0, dict[str, str]()
    for path in sorted(people, key=lambda path: (-poverty[path], path)):
        middle = before + people[path] / 2
        made[path] = FIFTHS[min(4, int(5 * middle / total))]
        before += people[path]
    officers, vehicles = _there(user, asked, people)
    return {
        name: Fifth(
            sum(people[path] for path in theirs), sum(officers[path] for path in theirs),
            sum(vehicles[path] for path in theirs),
        )
        for name in FIFTHS
        if (theirs := [path for path, fifth in made.items() if fifth == name])
    }  # fmt: skip


def _there(
    user: User, asked: Asked, people: Mapping[str, int]
) -> tuple[Counter[str], Counter[str]]:
    """Officers and working vehicles of the police, by area."""
    units = Unit.objects.filter(closed_on=None, institution__kind=POLICE)
    held = Counter(
        PostHolder.objects.filter(post__unit__in=units, from_on__lte=asked.as_of)
        .filter(Q(to_on__isnull=True) | Q(to_on__gte=asked.as_of))
        .values_list("post__unit", flat=True)
    )
    works = {
        line.unit.pk: next(
            (gap.n_working for gap in line.last.gaps if gap.need.item == "vehicle"), 0
        )
        for line in units_for(user, today=asked.as_of) if line.last
    }  # fmt: skip
    officers, vehicles = Counter[str](), Counter[str]()
    for unit in units.select_related("jurisdiction", "institution__jurisdiction"):
        path = nearest(place_of(unit), people)  # type: ignore[arg-type]
        if path is not None:
            officers[path] += held[unit.pk]
            vehicles[path] += works.get(unit.pk, 0)
    return officers, vehicles


def reach(user: User, asked: Asked) -> tuple[str, ...]:
    """How far the vehicles handed over went, and to how many scenes (beside I52)."""
    lines = AssetLine.objects.all().current().visible_to(user).filter(
        kind=AssetLine.Kind.USED, is_void=False, on__lte=asked.as_of
    )  # fmt: skip
    rows = list(lines.values_list("n_trips", "n_scenes", "km"))
    trips, scenes = sum(n or 0 for n, _, _ in rows), sum(n or 0 for _, n, _ in rows)
    km = sum(n or 0 for _, _, n in rows)
    return (f"{km:,.0f} km on {trips:,} trips, to {scenes:,} scenes",) if trips else ()
