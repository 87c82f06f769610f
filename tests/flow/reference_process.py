"""The process map in slow, plain Python: lists of (activity, day) by case, fractions, no vectors."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

Path = list[tuple[str, date]]


def quantile(values: list[int], share: Fraction) -> Fraction | None:
    """Between the two values around the place (n - 1) × share."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = place.numerator // place.denominator
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def follows(cases: dict[str, Path]) -> dict[tuple[str, str], dict[str, Any]]:
    days: dict[tuple[str, str], list[int]] = defaultdict(list)
    within: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, path in cases.items():
        for (one, began), (other, ended) in pairwise(path):
            days[one, other].append((ended - began).days)
            within[one, other].add(name)
    return {
        pair: {
            "count": len(gaps), "n_cases": len(within[pair]),
            "quarter_days": quantile(gaps, Fraction(1, 4)),
            "median_days": quantile(gaps, Fraction(1, 2)),
            "three_quarters_days": quantile(gaps, Fraction(3, 4)),
        }
        for pair, gaps in days.items()
    }  # fmt: skip


def activities(cases: dict[str, Path], finished: set[str]) -> dict[str, dict[str, int]]:
    made: dict[str, Counter[str]] = defaultdict(Counter)
    for name, path in cases.items():
        for activity in {activity for activity, _ in path}:
            made[activity]["n_cases"] += 1
        for activity, _ in path:
            made[activity]["count"] += 1
        if path:
            made[path[0][0]]["started"] += 1
            made[path[-1][0]]["ended" if name in finished else "open"] += 1
    names = ("count", "n_cases", "started", "ended", "open")
    return {activity: {name: counts[name] for name in names} for activity, counts in made.items()}


def variants(
    cases: dict[str, Path], finished: set[str], as_of: date
) -> dict[tuple[tuple[str, ...], bool], tuple[int, Fraction | None]]:
    """(count, median days) by (path, whether finished); an open path's days run to the as-of day."""
    days: dict[tuple[tuple[str, ...], bool], list[int]] = defaultdict(list)
    for name, path in cases.items():
        if path:
            done = name in finished
            end = path[-1][1] if done else as_of
            days[tuple(a for a, _ in path), done].append((end - path[0][1]).days)
    return {key: (len(gaps), quantile(gaps, Fraction(1, 2))) for key, gaps in days.items()}


def repeated(cases: dict[str, Path]) -> dict[str, tuple[int, int, int, int]]:
    """(times beyond the first, of those at once, cases, days between first and last)."""
    made: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for path in cases.values():
        for activity in {activity for activity, _ in path}:
            days = [day for name, day in path if name == activity]
            if len(days) > 1:
                counts = made[activity]
                counts[0] += len(days) - 1
                counts[1] += sum(a == b == activity for (a, _), (b, _) in pairwise(path))
                counts[2] += 1
                counts[3] += (max(days) - min(days)).days
    return {activity: (c[0], c[1], c[2], c[3]) for activity, c in made.items()}


def returns(
    cases: dict[str, Path], stages: list[str], finished: set[str], as_of: date
) -> list[tuple[str, str, str, int, bool]]:
    """(case, stage come back to, furthest stage before, days, whether as far again)."""
    made = []
    for name, path in cases.items():
        steps = [(stages.index(activity), day) for activity, day in path if activity in stages]
        far, seen, away = -1, set(), None
        for stage, day in steps:
            if stage >= far:
                if away is not None:
                    made.append((*away[:3], (day - away[3]).days, True))
                far, away = stage, None
            elif stage in seen and away is None:
                away = (name, stages[stage], stages[far], day)
            seen.add(stage)
        if away is not None:
            end = path[-1][1] if name in finished else as_of
            made.append((*away[:3], (end - away[3]).days, False))
    return made
