"""The analysis in slow, plain Python: no frames, no vectors, fractions instead of floats.

A case is {"days": {stage: date or None}, "exit": (kind, date) or None}. Written from the issue's
words, not from the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any


@dataclass
class ReferenceStep:
    start: str
    to: str
    entered: int = 0
    advanced: int = 0
    exited: int = 0
    waiting: int = 0
    set_aside: int = 0
    skipped: int = 0
    exits: dict[str, int] = field(default_factory=dict)
    # (days, whether the next stage was reached)
    durations: list[tuple[int, bool]] = field(default_factory=list)


def steps_of(cases: list[dict[str, Any]], stages: list[str], as_of: date) -> list[ReferenceStep]:
    made = []
    for position in range(len(stages) - 1):
        step = ReferenceStep(stages[position], stages[position + 1])
        for case in cases:
            _count(step, case, stages[position + 2 :], as_of)
        made.append(step)
    return made


def _count(step: ReferenceStep, case: dict[str, Any], later: list[str], as_of: date) -> None:
    began, went_on = case["days"][step.start], case["days"][step.to]
    if began is None:
        return
    step.entered += 1
    if went_on is not None:
        step.advanced += 1
        if went_on < began:
            step.set_aside += 1
        else:
            step.durations.append(((went_on - began).days, True))
    elif case["exit"] is not None:
        kind, left = case["exit"]
        step.exited += 1
        step.exits[kind] = step.exits.get(kind, 0) + 1
        step.durations.append((max(0, (left - began).days), False))
    else:
        step.waiting += 1
        if any(case["days"][stage] is not None for stage in later):
            step.skipped += 1
        step.durations.append(((as_of - began).days, False))


def curve(durations: list[tuple[int, bool]]) -> list[tuple[int, Fraction]]:
    """(day, S) at every distinct day; on a day with both, events come before censoring."""
    share = Fraction(1)
    made = []
    for day in sorted({days for days, _ in durations}):
        at_risk = sum(1 for days, _ in durations if days >= day)
        events = sum(1 for days, reached in durations if days == day and reached)
        share *= Fraction(at_risk - events, at_risk)
        made.append((day, share))
    return made


def quantile(durations: list[tuple[int, bool]], share: Fraction) -> int | None:
    """The first day on which S is at or below 1 - share."""
    return next((day for day, still in curve(durations) if still <= 1 - share), None)


def survival_at(durations: list[tuple[int, bool]], at: int) -> Fraction:
    """S at a day; the last value holds on."""
    still = Fraction(1)
    for day, share in curve(durations):
        if day <= at:
            still = share
    return still


def finished_median(durations: list[tuple[int, bool]]) -> float | None:
    done = sorted(days for days, reached in durations if reached)
    if not done:
        return None
    return (done[(len(done) - 1) // 2] + done[len(done) // 2]) / 2


def fates(durations: list[tuple[int, str | None]], at: int) -> tuple[dict[str, Fraction], Fraction]:
    """Aalen–Johansen at a day: the share of each fate, and the share still waiting.

    A duration is (days, fate), the fate None for a case still open; events come before censoring.
    """
    still = Fraction(1)
    shares = {fate: Fraction(0) for _, fate in durations if fate is not None}
    for day in sorted({days for days, _ in durations if days <= at}):
        at_risk = sum(1 for days, _ in durations if days >= day)
        before = still
        for fate in shares:
            happened = sum(1 for days, what in durations if days == day and what == fate)
            shares[fate] += before * Fraction(happened, at_risk)
            still -= before * Fraction(happened, at_risk)
    return shares, still


def moves(
    cases: list[dict[str, Any]], stages: list[str], as_of: date
) -> list[list[tuple[int, str | int | None]]]:
    """For each stage but the last, (days, what came next): a later stage's place, an exit, None.

    A case was at a stage when its day is no later than that of any later stage.
    """
    made: list[list[tuple[int, str | int | None]]] = []
    for place in range(len(stages) - 1):
        found: list[tuple[int, str | int | None]] = []
        for case in cases:
            day = case["days"][stages[place]]
            later = [(case["days"][s], k) for k, s in enumerate(stages) if k > place]
            known = sorted((d, k) for d, k in later if d is not None)
            if day is None or (known and known[0][0] < day):
                continue
            if known:
                found.append(((known[0][0] - day).days, known[0][1]))
            elif case["exit"] is not None:
                found.append((max(0, (case["exit"][1] - day).days), case["exit"][0]))
            else:
                found.append(((as_of - day).days, None))
        made.append(found)
    return made


def where_after(
    steps: list[list[tuple[int, str | int | None]]], days: int
) -> dict[tuple[int, str], Fraction]:
    """Who is where so many days after the first stage, day by day and stage by stage.

    Keys: (place, "here") for those who wait at or have come to a stage, (place, exit) for those who
    left from it.
    """
    jumps = [_jumps(step, days) for step in steps]
    comes: list[dict[int, Fraction]] = [{0: Fraction(1)}] + [{} for _ in steps]
    ends: dict[tuple[int, str], Fraction] = {}
    for place in range(len(steps) + 1):
        for day, share in sorted(comes[place].items()):
            stays = share
            for (after, what), part in jumps[place].items() if place < len(steps) else ():
                if day + after > days:
                    continue
                moved = share * part
                stays -= moved
                if isinstance(what, int):
                    there = comes[what]
                    there[day + after] = there.get(day + after, Fraction(0)) + moved
                else:
                    ends[place, what] = ends.get((place, what), Fraction(0)) + moved
            ends[place, "here"] = ends.get((place, "here"), Fraction(0)) + stays
    return ends


def _jumps(step: list[tuple[int, Any]], days: int) -> dict[tuple[int, Any], Fraction]:
    """The share of those at a stage who make each move on each day."""
    still, made = Fraction(1), {}
    for day in sorted({d for d, _ in step if d <= days}):
        at_risk = sum(1 for d, _ in step if d >= day)
        before = still
        for what in {w for d, w in step if d == day and w is not None}:
            happened = sum(1 for d, w in step if d == day and w == what)
            made[day, what] = before * Fraction(happened, at_risk)
            still -= made[day, what]
    return made
