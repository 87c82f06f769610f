"""What detectors are told of units: how many of each thing they had from a day on, and worked.

A visit says what is there; from it on, what is handed over, used up, breaks, is repaired or goes
is added and taken off. Where nobody ever visited, nothing is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from amparo.reform.detect.facts import Thing
from amparo.reform.detect.reading.doors import Asked
from amparo.reform.detect.reading.rows import Rows
from amparo.repair.resources.models import Asset, AssetLine, UnitCheck

Kind = AssetLine.Kind
Place = tuple[UUID, str]
SEEN, CHANGED = 1, 0  # of one day, a visit speaks last: it saw the evening
Step = tuple[date, int, int, int]


def things_for(asked: Asked) -> Rows:
    """The things of every unit that worked on a case, as the case's own office knows them."""
    places = asked.places()
    scope = {"office__in": {o for o, _ in places}, "unit__in": {u for _, u in places}}
    steps: dict[tuple[Place, str], list[Step]] = defaultdict(list)
    for check in UnitCheck.objects.all().current().filter(**scope).prefetch_related("items"):
        place = (check.office_id, str(check.unit_id))
        for found_of in check.items.all():
            steps[place, found_of.item].append(
                (check.on, SEEN, found_of.n_present, found_of.n_working)
            )
    for asset in Asset.objects.filter(**scope).prefetch_related("lines__corrected_by"):
        steps[(asset.office_id, str(asset.unit_id)), asset.item] += changes_of(asset)
    found: dict[Place, list[object]] = defaultdict(list)
    for (place, item), made in steps.items():
        found[place] += [Thing(place[1], item, *state) for state in replayed(made)]
    return asked.at_units(found)


def changes_of(asset: Asset) -> Iterator[Step]:
    """What one hand-over adds and its log takes off: (day, CHANGED, present, working)."""
    there = working = asset.quantity
    yield asset.handed_on, CHANGED, there, working
    lines = [
        line for line in asset.lines.all()
        if not line.is_void and not hasattr(line, "corrected_by")
    ]  # fmt: skip
    for line in sorted(lines, key=lambda line: (line.on, line.noted_at)):
        if line.kind == Kind.BROKE:
            yield line.on, CHANGED, 0, -working
            working = 0
        elif line.kind == Kind.REPAIRED:
            yield line.on, CHANGED, 0, there - working
            working = there
        elif line.kind == Kind.GONE:
            yield line.on, CHANGED, -there, -working
            return
        elif line.n_used:
            used = min(line.n_used, there)
            yield line.on, CHANGED, -used, -min(used, working)
            there, working = there - used, max(0, working - used)
    if asset.expires_on is not None:
        yield asset.expires_on, CHANGED, 0, -working


def replayed(steps: Iterable[Step]) -> Iterator[tuple[date, int, int]]:
    """The state after each step, from the first visit on."""
    present: int | None = None
    working = 0
    for on, kind, there, works in sorted(steps):
        if kind == SEEN:
            present, working = there, works
        elif present is not None:
            present = max(0, present + there)
            working = min(present, max(0, working + works))
        if present is not None:
            yield on, present, working
