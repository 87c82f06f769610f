"""What a report says: one flat row a step for machines, sentences for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.flow.attrition import Step
from amparo.flow.ranking import SMALLEST, Place
from amparo.flow.survival import FinishedOnly, SurvivalCurve
from amparo.flow.wording import (
    counted,
    day,
    days,
    percent,
    percent_interval,
    plural,
    wait_words,
)

if TYPE_CHECKING:
    from amparo.flow.diagnosis import Diagnosis, Part


HORIZONS = (30, 90, 180, 365)


def step_rows(part: Part) -> list[dict[str, Any]]:
    """One flat row a step: every number of the part with its interval. Shares 0 to 1, days."""
    rows = []
    for step, curve, unskipped, finished in zip(
        part.steps, part.curves, part.unskipped, part.finished, strict=True
    ):
        row: dict[str, Any] = {"group": part.group, "value": part.value}
        row |= {"from": step.start, "to": step.to} | _outcomes(step) | _durations(curve)
        row["median_days_without_skipped"] = unskipped.median.value
        rows.append(row | _finished(finished))
    return rows


def _outcomes(step: Step) -> dict[str, Any]:
    share = step.share_advanced
    return {
        "entered": step.entered, "advanced": step.advanced, "exited": step.exited,
        "waiting": step.waiting, "set_aside": step.set_aside, "skipped": step.skipped,
        "share_advanced": share.value, "share_advanced_low": share.low,
        "share_advanced_high": share.high,
    }  # fmt: skip


def _durations(curve: SurvivalCurve) -> dict[str, Any]:
    row: dict[str, Any] = {"durations": curve.n, "followed_days": curve.followed_days}
    for name, share in (("median", 0.5), ("quarter", 0.25), ("three_quarters", 0.75)):
        found = curve.quantile(share)
        row |= {f"{name}_days": found.value, f"{name}_low": found.low, f"{name}_high": found.high}
    for horizon in HORIZONS:
        within = curve.reached_by(horizon)
        name = f"share_within_{horizon}"
        row |= {name: within.value, f"{name}_low": within.low, f"{name}_high": within.high}
    return row


def _finished(finished: FinishedOnly) -> dict[str, Any]:
    return {
        "finished_only_n": finished.n,
        "finished_only_median_days": finished.median_days,
        "finished_only_mean_days": finished.mean_days,
    }


def summary(found: Diagnosis) -> list[str]:
    """What an analyst would say first, in a few sentences."""
    log, whole = found.log, found.whole
    first, last = log.stages[0], log.stages[-1]
    said = [
        f"{counted(log.n, log.unit)}, as known on {day(log.as_of)}, from {first} to {last}: "
        f"{whole.reached[-1].n:,} ({percent(whole.reached[-1].share)}) have reached {last}."
    ]
    for step in whole.steps:
        if step.set_aside > step.advanced / 2:
            said.append(
                f"{step.to} is dated before {step.start} in {step.set_aside:,} of "
                f"{step.advanced:,}: the two may be the wrong way round."
            )
    if found.most_lost and found.most_lost[0].lost + (found.most_lost[0].stuck or 0) >= 1:
        said.append(lost_sentence(found, found.most_lost[0]))
    elif found.most_lost:
        said.append("No step loses or holds up anyone that the data can show.")
    else:
        said.append(f"No step was begun by {SMALLEST} or more: too few to say where most is lost.")
    slow = slowest(found)
    if slow is not None:
        said.append(time_sentence(found, slow))
    return said


def slowest(found: Diagnosis) -> int | None:
    """The number of the step where most time goes."""
    if not found.most_time:
        return None
    place = found.most_time[0]
    return index_of(found.whole, place)


def index_of(part: Part, place: Place) -> int:
    """The number of a place's step."""
    return next(
        i for i, step in enumerate(part.steps) if (step.start, step.to) == (place.start, place.to)
    )


def lost_sentence(found: Diagnosis, place: Place) -> str:
    """The step where most is lost or stuck, in words."""
    step = found.whole.steps[index_of(found.whole, place)]
    share = percent_interval(step.share_advanced)
    still = [f"{n:,} left ({kind})" for kind, n in step.exits[:4]]
    later = f", {step.skipped:,} of whom have a later step" if step.skipped else ""
    still.append(f"{step.waiting:,} wait{later}")
    return (
        f"Most are lost or held up between {step.start} and {step.to}: of {step.entered:,} who "
        f"began it, {step.advanced:,} went on, {share}; {', '.join(still)}."
    )


def time_sentence(found: Diagnosis, index: int) -> str:
    """The step where most time goes, beside what finished cases alone would say."""
    step, curve = found.whole.steps[index], found.whole.curves[index]
    naive = found.whole.finished[index].median_days
    head = f"Most time goes between {step.start} and {step.to}: {wait_words(curve)}"
    if naive is None or naive == curve.median.value:
        return head + "."
    return head + (
        f". Looking only at finished {plural(found.log.unit)} would say {days(naive)} days, and "
        "mislead: it forgets those who still wait."
    )


def standing_out(found: Diagnosis, *, group: str | None = None, most: int = 8) -> list[str]:
    """Groups that differ from the rest by more than chance, in words."""
    return [
        f"{place.group} {place.value}: from {place.start} to {place.to} {place.stands_out}: "
        f"{percent_interval(place.share_advanced)} of {place.entered:,}."
        for place in [p for p in found.standing_out if group in (None, p.group)][:most]
    ]


def ranked_losses(found: Diagnosis, most: int = 3) -> list[str]:
    """The steps where most is lost or held up, first to last, told apart where they can be."""
    places = [p for p in found.most_lost if p.lost + (p.stuck or 0) >= 1][:most]
    said = []
    for k, place in enumerate(places, start=1):
        parts = [f"{place.lost:,} left"] if place.lost else []
        if place.stuck is not None:
            parts.append(
                f"about {place.stuck:,.0f} {_between(place)}would not have gone on within a year"
            )
        tie = (
            "; it cannot be told apart from the next" if place.like_next and k < len(places) else ""
        )
        said.append(f"{k}. {place.start} → {place.to}: {', '.join(parts)}{tie}.")
    return said


def _between(place: Place) -> str:
    low, high = place.stuck_low, place.stuck_high
    return "" if low is None or high is None else f"({low:,.0f} to {high:,.0f}) "


def ranked_times(found: Diagnosis, most: int = 3) -> list[str]:
    """The steps where most time goes, first to last."""
    total = sum(place.days or 0.0 for place in found.most_time)
    if total <= 0:
        return []
    return [
        f"{k}. {percent((place.days or 0.0) / total)} of all days waited go between {place.start} "
        f"and {place.to}, counting a year from the beginning of each step."
        for k, place in enumerate(found.most_time[:most], start=1)
    ]


def skipped_sentences(found: Diagnosis) -> list[str]:
    """That many who wait have gone past the step, where that is so."""
    steps = [s for s in found.whole.steps if s.skipped >= max(SMALLEST, 0.2 * s.waiting)]
    if not steps:
        return []
    named = "; ".join(f"{s.skipped:,} of {s.waiting:,} for {s.to}" for s in steps)
    return [
        f"Many who wait already have a later step ({named}). They skipped it or it was not written "
        "down; they count as waiting, and make the step look slower than it is."
    ]
