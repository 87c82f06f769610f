"""A first ranking: at which step most is lost, and at which most time goes.

It says where to look first, not why. Steps are compared on the same cases; groups only where they
are large enough, and a group stands out only when its interval leaves the whole's share outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from amparo.flow.attrition import Step
from amparo.flow.survival import Interval, SurvivalCurve

SMALLEST = 10  # cases; below it a share says more about chance than about a place
HORIZON = 365  # days


@dataclass(frozen=True)
class Place:
    """A step, or a step in one group, and what is lost and waits there.

    Units: `lost` cases that exited; `stuck` cases that would not have advanced within a year of
    entering, by the curve; `days` person-days waited within that year. Those who skipped the step
    are in neither.
    """

    start: str
    to: str
    group: str
    value: str
    entered: int
    lost: int
    stuck: float | None
    days: float | None
    share_advanced: Interval
    stands_out: str = ""


def of_steps(
    steps: Sequence[Step], curves: Sequence[SurvivalCurve], *, group: str = "", value: str = ""
) -> list[Place]:
    """Every step of one log, as a place."""
    places = []
    for step, curve in zip(steps, curves, strict=True):
        still = curve.at(min(HORIZON, int(curve.days[-1]))).value if curve.days.size else None
        mean = curve.mean_up_to(HORIZON)
        places.append(
            Place(
                step.start, step.to, group, value, step.entered, step.exited,
                None if still is None else (step.entered - step.skipped) * still,
                None if mean is None else (step.entered - step.skipped) * mean,
                step.share_advanced,
            )
        )  # fmt: skip
    return places


def most_lost(places: Sequence[Place]) -> list[Place]:
    """Where most is lost first: by exits, then by those stuck for a year."""
    fitting = [place for place in places if place.entered >= SMALLEST]
    return sorted(fitting, key=lambda p: (-(p.lost + (p.stuck or 0.0)), p.start))


def most_time(places: Sequence[Place]) -> list[Place]:
    """Where most time goes first: by person-days waited within a year of entering."""
    fitting = [p for p in places if p.entered >= SMALLEST and p.days is not None]
    return sorted(fitting, key=lambda p: (-(p.days or 0.0), p.start))


def standing_out(whole: Mapping[tuple[str, str], Step], places: Sequence[Place]) -> list[Place]:
    """Groups whose share advanced differs from the whole's beyond chance, furthest first.

    Misleads when: groups differ in their cases rather than in their work; many groups are compared
    at once, so one in twenty may stand out by chance.
    """
    found = []
    for place in places:
        overall = whole[(place.start, place.to)].share_advanced.value
        low, high = place.share_advanced.low, place.share_advanced.high
        if place.entered < SMALLEST or overall is None or low is None or high is None:
            continue
        if low > overall or high < overall:
            side = "more advance than overall" if low > overall else "fewer advance than overall"
            found.append(replace(place, stands_out=side))

    def distance(place: Place) -> float:
        overall = whole[(place.start, place.to)].share_advanced.value or 0.0
        return -abs((place.share_advanced.value or 0.0) - overall) * place.entered

    return sorted(found, key=distance)
