"""The staggered design as an answer: estimate, event study, checks, and what misleads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.effects.checks import Bearing, Check, drift_detectable
from amparo.flow.effects.panel import NEVER, Floats, Ints
from amparo.flow.effects.staggered import aggregate as by
from amparo.flow.effects.staggered.callaway import (
    Against,
    Estimates,
    GroupTime,
    combined,
    group_times,
)
from amparo.flow.effects.staggered.cells import Cells, cells_of
from amparo.flow.effects.tails import as_normal, critical
from amparo.flow.effects.verdict import number

FEWEST = 5  # units on either side; below it their own luck decides
LEADS = 12


@dataclass(frozen=True, eq=False)
class Study:
    """Everything the staggered design estimates from one panel."""

    cells: Cells
    effects: tuple[GroupTime, ...]
    overall: Estimates
    events: by.Aggregate

    @property
    def after(self) -> list[GroupTime]:
        """The effects after the repair."""
        return [one for one in self.effects if one.event(self.cells) >= 0]

    @property
    def n_treated(self) -> int:
        """Units repaired within the panel that enter the estimate."""
        return int(sum(self.cells.sizes[g] for g in {one.g for one in self.after}))

    @property
    def horizon(self) -> float:
        """How far beyond its base the average effect lies, in periods."""
        weights = np.array([self.cells.shares[one.g] for one in self.after])
        ahead = np.array([one.t - one.base for one in self.after])
        return float((weights * ahead).sum() / weights.sum())


def study(cells: Cells, *, against: Against, anticipation: int) -> Study:
    """Group-time effects and their sums. Raises: CannotEstimate where none can be made."""
    effects = tuple(group_times(cells, against=against, anticipation=anticipation))
    if not any(one.event(cells) >= 0 for one in effects):
        raise CannotEstimate(
            "No unit can be compared: after the repair there is none left without it",
            found=f"{cells.n} units", next_step="add units that were not, or later, repaired",
        )  # fmt: skip
    return Study(cells, effects, by.simple(cells, effects), by.dynamic(cells, effects))


def leads_of(made: Study) -> tuple[list[int], list[int]]:
    """The leads that are tested, and their places: the last ones before the base, at most 12.

    No more than a quarter of the clusters; and only those that half of the repaired units reach.
    """
    anchor = max(one.base - int(made.cells.starts[one.g]) for one in made.effects)
    most = min(LEADS, max(1, made.cells.n_clusters // 4))
    chosen: list[tuple[int, int]] = []
    for place, lead in enumerate(made.events.keys):
        there = {one.g for one in made.effects if one.event(made.cells) == lead}
        reached = sum(made.cells.sizes[g] for g in there)
        if lead < anchor and reached >= made.n_treated / 2:
            chosen.append((lead, place))
    chosen = chosen[-most:]
    return [lead for lead, _ in chosen], [place for _, place in chosen]


def pre_trend(made: Study, *, words: str, bearing: Bearing = Bearing.REFUSES) -> Check:
    """Whether repaired and comparison units moved alike before the repair, all leads at once.

    And what it could have missed: the straight drift found four times in five.
    """
    leads, places = leads_of(made)
    if len(leads) < 2:
        few = f"there are too few {words}s before the repair to see whether units moved alike"
        says = few[0].upper() + few[1:] + "."
        return Check("pre_trend", passed=False, bearing=bearing, says=says, because=few)
    each = made.events.each.take(places)
    keep = np.flatnonzero(each.se > 0)
    if keep.size == 0:
        says = "Before the repair, repaired and comparison units moved exactly alike."
        return Check("pre_trend", passed=True, bearing=bearing, says=says)
    each = each.take(list(keep))
    largest = by.largest(each, seed=22)
    critical = float(np.quantile(largest, 0.95))
    ratios = np.abs(each.value / each.se)
    observed = max(
        as_normal(float(one), each.degrees(k)) for k, one in enumerate(ratios)
    )  # fmt: skip
    share = float((largest >= observed).mean())
    scale = np.outer(each.se, each.se)
    anchor = max(one.base - int(made.cells.starts[one.g]) for one in made.effects)
    times = np.array([leads[k] - anchor for k in keep], dtype=float)
    drift = drift_detectable(times, each.se, each.covariance / scale, critical)
    numbers = {
        "leads": len(leads), "largest_t": observed, "critical_t": critical, "p": share,
        "drift_detectable": drift, "drift_in_estimate": drift * made.horizon,
    }  # fmt: skip
    if observed > critical:
        because = "repaired and comparison units already moved apart before the repair"
        says = f"Before the repair, units moved apart by more than chance allows (p = {share:.2f})."
        return Check(
            "pre_trend", passed=False, bearing=bearing, says=says, because=because, numbers=numbers
        )
    says = (
        f"Over the last {len(leads)} {words}s before the repair, repaired and comparison units "
        f"moved alike within chance (p = {share:.2f})."
    )
    if bearing is Bearing.REFUSES:
        says += (
            f" That could not have shown a slow drift below {number(drift)} a {words}, which alone "
            f"would add {number(drift * made.horizon)} to the estimate."
        )
    return Check("pre_trend", passed=True, bearing=bearing, says=says, numbers=numbers)


def anticipation_check(made: Study, *, words: str) -> Check:
    """Whether units began to change in the last period before the repair."""
    cells = made.cells
    starts = [(g, int(s)) for g, s in enumerate(cells.starts) if s != NEVER and s >= 2]
    shifted = [
        one for one in group_times(cells, anticipation=1) if one.event(cells) == -1
    ]  # fmt: skip
    if not starts or not shifted:
        return Check("anticipation", None, Bearing.TELLS, f"No {words} before the last to compare.")
    total = sum(cells.shares[one.g] for one in shifted)
    found = combined(
        cells, [[(one, float(cells.shares[one.g] / total)) for one in shifted]], [True]
    )
    value, se = float(found.value[0]), float(found.se[0])
    half = critical(0.05, found.degrees()) * se
    moved = abs(value) > half > 0
    says = (
        f"In the last {words} before the repair the outcome moved by {number(value)} "
        f"({number(value - half)} to {number(value + half)})"
        + ("; it may have begun to work early, or units may have been picked for it."
           if moved else ", within chance.")
    )  # fmt: skip
    return Check(
        "anticipation", not moved, Bearing.DOUBTS, says, numbers={"value": value, "se": se}
    )


def size_check(made: Study, n_always: int, *, unit: str) -> Check:
    """Whether there are enough units on both sides."""
    cells = made.cells
    others = {c for one in made.after for c in one.controls}
    n_other = int(sum(cells.sizes[c] for c in others))
    numbers = {"treated": made.n_treated, "comparison": n_other, "always": n_always}
    few = min(made.n_treated, n_other, cells.n_clusters / 2) < FEWEST
    says = (
        f"{made.n_treated:,} {unit}s were repaired while {n_other:,} were not, or not yet"
        + (f"; {n_always:,} were repaired from the start and are left out" if n_always else "")
        + "."
    )
    because = (
        f"only {made.n_treated} repaired and {n_other} comparison {unit}s can be compared, and "
        f"fewer than {FEWEST} on a side say more about themselves than about the repair"
    )
    return Check("units", not few, Bearing.REFUSES, says, because, numbers)


def overlap_check(made: Study, *, words: str) -> Check:
    """How many dates of repair there are, and how much of what follows can be compared."""
    cells = made.cells
    dates = [int(s) for s in cells.starts if s != NEVER]
    wanted = sum(
        float(cells.sizes[g]) * (cells.n_periods - int(s))
        for g, s in enumerate(cells.starts) if s != NEVER
    )  # fmt: skip
    used = sum(float(cells.sizes[one.g]) for one in made.after)
    share = used / wanted if wanted else 0.0
    never = int(cells.sizes[-1]) if cells.starts[-1] == NEVER else 0
    says = (
        f"{len(dates)} dates of repair, {never:,} never repaired; {share:.0%} of the repaired "
        f"{words}s have someone to be compared with."
    )
    return Check(
        "overlap", share > 0, Bearing.TELLS, says, numbers={"dates": len(dates), "share": share}
    )


def usual(made: Study) -> float:
    """What the repaired would have been without the repair: their mean less the effect."""
    after = made.after
    weights = np.array([made.cells.weights[one.g, one.t] for one in after])
    sums = np.array([made.cells.sums[one.g, one.t] for one in after])
    return float(sums.sum() / weights.sum()) - float(made.overall.value[0])


def att_frame(made: Study, labels: Sequence[str]) -> pl.DataFrame:
    """One row an ATT(g, t): cohort, period, since (the repair), effect, units."""
    cells = made.cells
    return pl.DataFrame(
        [
            {
                "cohort": labels[int(cells.starts[one.g])], "period": labels[one.t],
                "since": one.event(cells), "effect": one.effect,
                "n_cohort": int(cells.sizes[one.g]),
                "n_comparison": int(sum(cells.sizes[c] for c in one.controls)),
            }
            for one in made.effects
        ]
    )  # fmt: skip


def placebo_date(y: Floats, w: Floats, first: Ints, against: Against, *, words: str) -> Check:
    """Whether the repair, dated too early and seen only until it came, also seems to work."""
    soonest = int(first.min())
    earlier = min(6, soonest // 2)
    try:
        hidden, moved = before_repair(y, w, first, earlier=earlier)
        made = study(cells_of(y, hidden, moved), against=against, anticipation=0)
    except CannotEstimate:
        made = None
    if earlier < 1 or made is None or not made.overall.se[0]:
        says = f"There are too few {words}s before the repair to date it earlier."
        return Check("placebo_dates", None, Bearing.TELLS, says)
    value = float(made.overall.value[0])
    half = critical(0.05, made.overall.degrees()) * float(made.overall.se[0])
    found = abs(value) > half
    says = (
        f"Dated {earlier} {words}s too early, and seen only until it came, the repair seems to "
        f"change the outcome by {number(value)} ({number(value - half)} to {number(value + half)})"
        + (", though it had not come." if found else ": nothing beyond chance.")
    )
    return Check("placebo_dates", not found, Bearing.DOUBTS, says,
                 numbers={"earlier": earlier, "value": value, "half": half})  # fmt: skip


def before_repair(y: Floats, w: Floats, first: Ints, *, earlier: int) -> tuple[Floats, Ints]:
    """The panel as it stood before each repair, which is dated some periods earlier: a placebo."""
    at = np.arange(y.shape[1])
    hidden = at[None, :] >= first[:, None]
    return np.where(hidden, 0.0, w), np.where(first < NEVER, first - earlier, first)
