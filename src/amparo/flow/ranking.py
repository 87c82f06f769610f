"""A first ranking: at which step most is lost, and at which most time goes.

It says where to look first, not why. Steps are compared on the same cases; groups only where they
are large enough, and one stands out only when it differs from the rest by more than chance allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from amparo.flow.attrition import Step
from amparo.flow.survival import Interval, SurvivalCurve

SMALLEST = 10  # cases; below it a share says more about chance than about a place
HORIZON = 365  # days
FUNNEL_Z = 3.09  # 99.8 % limits, as on funnel plots: many groups are looked at at once


@dataclass(frozen=True)
class Place:
    """A step, or a step in one group, and what is lost and waits there.

    Units: `lost` cases that exited; `stuck` cases, of those who did not exit, that would not have
    advanced within a year of entering, by the curve and with its interval; `days` person-days
    waited within that year. Those who skipped the step are in neither. `like_next`: its interval
    overlaps that of the place ranked after it, so that their order may be chance.
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
    stuck_low: float | None = None
    stuck_high: float | None = None
    like_next: bool = False


def of_steps(
    steps: Sequence[Step], curves: Sequence[SurvivalCurve], *, group: str = "", value: str = ""
) -> list[Place]:
    """Every step of one log, as a place; `curves` leave out those who skipped."""
    places = []
    for step, curve in zip(steps, curves, strict=True):
        stays = step.entered - step.skipped
        still = curve.at(min(HORIZON, curve.followed_days))
        mean = curve.mean_up_to(HORIZON)
        low, at, high = (
            None if share is None else (stays - step.exited) * share
            for share in (still.low, still.value, still.high)
        )
        places.append(
            Place(
                step.start, step.to, group, value, step.entered, step.exited, at,
                None if mean is None else stays * mean, step.share_advanced,
                stuck_low=low, stuck_high=high,
            )
        )  # fmt: skip
    return places


def most_lost(places: Sequence[Place]) -> list[Place]:
    """Where most is lost first: by exits, then by those stuck for a year."""
    fitting = [place for place in places if place.entered >= SMALLEST]
    ranked = sorted(fitting, key=lambda p: (-(p.lost + (p.stuck or 0.0)), p.start))
    following: list[Place | None] = [*ranked[1:], None][: len(ranked)]
    return [
        replace(one, like_next=other is not None and _overlap(one, other))
        for one, other in zip(ranked, following, strict=True)
    ]


def _overlap(one: Place, other: Place) -> bool:
    if one.stuck_low is None or other.stuck_high is None:
        return False
    return one.lost + one.stuck_low <= other.lost + other.stuck_high


def most_time(places: Sequence[Place]) -> list[Place]:
    """Where most time goes first: by person-days waited within a year of entering."""
    fitting = [p for p in places if p.entered >= SMALLEST and p.days is not None]
    return sorted(fitting, key=lambda p: (-(p.days or 0.0), p.start))


def standing_out(whole: Mapping[tuple[str, str], Step], places: Sequence[Place]) -> list[Place]:
    """Groups whose share advanced differs from that of all others together, furthest first.

    The two are compared by a test of two shares at 99.8 %, the limits of funnel plots, since many
    groups are looked at at once. Source: Spiegelhalter 2005.
    Misleads when: groups differ in their cases rather than in their work; a group is made by what
    happened later (an outcome), and so differs by definition.
    """
    found = []
    for place in places:
        step = whole[(place.start, place.to)]
        n_rest = step.entered - place.entered
        if place.entered < SMALLEST or n_rest < SMALLEST:
            continue
        gap = _gap(place, step, n_rest)
        if gap:
            side = "more advance than elsewhere" if gap > 0 else "fewer advance than elsewhere"
            found.append((abs(gap) * place.entered, replace(place, stands_out=side)))
    return [place for _, place in sorted(found, key=lambda pair: -pair[0])]


def _gap(place: Place, step: Step, n_rest: int) -> float:
    """The difference in shares between a group and all others; 0 within the limits of chance."""
    here = place.share_advanced.value or 0.0
    advanced = round(here * place.entered)
    gap = here - (step.advanced - advanced) / n_rest
    pooled = step.advanced / step.entered
    spread = sqrt(pooled * (1 - pooled) * (1 / place.entered + 1 / n_rest))
    return gap if spread > 0 and abs(gap) > FUNNEL_Z * spread else 0.0
