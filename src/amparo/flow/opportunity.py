"""Where to repair first: what would be won if a step did in a unit what the better quarter do.

For unit u and step s, on every draw of what is true of all units and steps together,

    gain = entered(u, s) × max(0, target(s) − share(u, s)) × Π share(u, later steps)

in victims who would reach the last stage. `share` is that of those who go on within the step's
horizon (Aalen–Johansen, so that open cases count for what they are worth), drawn towards the other
units' (`pooling`); `target` is the upper quartile of the same draws over units with enough cases,
never the raw best. The later steps keep the unit's own shares. Days are treated alike: the wait of
those who go on, against the lower quartile.

Source: the estimator is ours. The quartile of joint draws rather than of estimates: Shen and Louis
1998; ranks with their uncertainty: Goldstein and Spiegelhalter 1996.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.counts import Counts, of
from amparo.flow.eventlog import EventLog
from amparo.flow.gains import FEWEST_UNITS, Drawn, drawn_from, ranks_of, told
from amparo.flow.pathway import Pathway
from amparo.flow.pooling import DRAWS, SEED
from amparo.flow.ranking import SMALLEST
from amparo.flow.survival import LEVEL, Interval
from amparo.flow.unit_steps import UnitSteps, measured
from amparo.flow.views import on_pathway

SURE = 0.95  # how sure before a place is said to lag
MATERIAL = 0.02  # a lag of less than two in a hundred is none: some unit is always below a quartile
BRIGHT = 0.9  # how sure before a unit is held up as proof


@dataclass(frozen=True)
class Opportunity:
    """What a repair of one step in one unit would win.

    Units: `more` victims of those `entered` who would reach the last stage besides; `sooner` days
    for each who goes on; `share` and `days` what is to be believed of the unit, `target` and
    `target_days` what the better quarter do.
    `behind` is how sure it is that the share lies below the target by two in a hundred or more,
    `slower` that the wait lies above. `rank` is the place in the list with its interval;
    `like_first`: it may be the first.
    """

    unit: str
    start: str
    to: str
    entered: int
    share: Interval
    target: Interval
    more: Interval
    days: Interval
    target_days: Interval
    sooner: Interval
    behind: float
    slower: float
    rank: Interval
    like_first: bool

    @property
    def sure(self) -> bool:
        """Whether the share lags by two in a hundred or more, beyond reasonable doubt."""
        return self.behind >= SURE


@dataclass(frozen=True)
class BrightSpot:
    """A unit that already does at a step what the better quarter do: the proof that it can work."""

    unit: str
    start: str
    to: str
    entered: int
    share: Interval
    target: Interval
    sure: float


@dataclass(frozen=True, eq=False, repr=False)
class Opportunities:
    """Where to repair first: places by the victims to be won on average over what may be true.

    By the expected gain, since that is what a choice would win on average; a lower limit would put
    small sure gains before large likely ones, and would be 0 for most. What cannot be told from the
    first is marked `like_first`: among those, choose by what can be repaired.
    Shapes: `places` one for each unit and step with ten cases or more, followed to the horizon.
    Misleads when: units have different cases, so that the better quarter's share is not to be had;
    a step's repair brings weaker cases to the later steps; two repairs are added up (each is
    reckoned with the others undone).
    """

    unit: str
    by: str
    stages: tuple[str, ...]
    horizons: tuple[int, ...]
    places: tuple[Opportunity, ...]
    bright_spots: tuple[BrightSpot, ...]
    measured: UnitSteps
    left_out: tuple[tuple[str, str, str], ...] = ()
    level: float = LEVEL

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row a place, most to be won first; `low` and `high` beside each number."""
        rows = [
            {
                self.by: p.unit, "start": p.start, "to": p.to, "entered": p.entered,
                **_row("more", p.more), **_row("sooner", p.sooner), **_row("share", p.share),
                **_row("target", p.target), **_row("days", p.days),
                **_row("target_days", p.target_days), "behind": p.behind, "slower": p.slower,
                "sure": p.sure, **_row("rank", p.rank), "like_first": p.like_first,
            }
            for p in self.places
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    @property
    def first(self) -> list[Opportunity]:
        """Where to repair first: the places that lag beyond doubt and may be the first."""
        return [p for p in self.places if p.sure and p.like_first]

    def sentence(self) -> str:
        """Where to begin, what it would win, and who already does it, in words."""
        from amparo.flow.wording import percent, plural  # noqa: PLC0415  (it knows intervals)

        sure = [p for p in self.places if p.sure]
        if not sure:
            return (
                f"No {self.by.replace('_', ' ')} lags at a step beyond what chance would make it."
            )
        top = sure[0]
        said = (
            f"Repair first: {top.unit}, {top.start} → {top.to}. If {percent(top.target.value)} "
            f"went on there, as in the better quarter, and not {percent(top.share.value)}, "
            f"{_about(top.more)} more {plural(self.unit)} of {top.entered:,} would reach "
            f"{self.stages[-1]}."
        )
        others = [p for p in self.first if p is not top]
        if others:
            names = "; ".join(f"{p.unit}, {p.start} → {p.to}" for p in others[:3])
            said += f" It cannot be told from the next: {names}."
        bright = [b.unit for b in self.bright_spots if (b.start, b.to) == (top.start, top.to)]
        if bright:
            said += f" Already done in: {', '.join(bright[:5])}."
        return said

    def chart(self) -> Any:
        """The ten places with most to be won, with intervals, as an Altair chart."""
        from amparo.flow.drawings import gains_chart  # noqa: PLC0415  (draws only when asked)

        return gains_chart(self)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Opportunities({self.sentence()})"


def _row(name: str, one: Interval) -> dict[str, float | None]:
    return {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}


def _about(more: Interval) -> str:
    value, low, high = (v or 0.0 for v in (more.value, more.low, more.high))
    return f"{value:,.0f} ({low:,.0f} to {high:,.0f})"


def opportunities_of(
    log: EventLog | Counts, pathway: Pathway | None = None, *, by: str,
    horizon: int | None = None, level: float = LEVEL, seed: int = SEED, draws: int = DRAWS,
) -> Opportunities:  # fmt: skip
    """What a repair would win in every unit of a column, from counts alone.

    Without a horizon each step has the longest, up to a year, that three of four units were
    followed to. The seed makes the draws; all units and steps share them.
    Raises: CannotEstimate with fewer than four units that have enough cases at any step.
    """
    part = log if pathway is None else on_pathway(log, pathway)
    column = part.column_of(by)
    found = measured(of(part, by=[by]), column, len(part.stages) - 1, horizon=horizon)
    if (found.enough.sum(axis=0) < FEWEST_UNITS).all():
        most = int(found.enough.sum(axis=0).max(initial=0))
        raise CannotEstimate(
            "Too few units to say what the better quarter do", found=f"{most} with enough cases",
            next_step="compare by a column with four values or more and twenty cases in each",
        )  # fmt: skip
    rng = np.random.default_rng(seed)
    drawn = drawn_from(found, rng, draws)
    places, left_out = _places(found, drawn, part.stages, level)
    return Opportunities(
        part.unit, by, part.stages, found.horizons, places,
        _bright(found, drawn, part.stages, level), found, left_out, level,
    )  # fmt: skip


def _places(
    found: UnitSteps, drawn: Drawn, stages: tuple[str, ...], level: float
) -> tuple[tuple[Opportunity, ...], tuple[tuple[str, str, str], ...]]:
    few = found.entered < SMALLEST
    unseen = np.isnan(found.share) | np.isnan(drawn.target).any(axis=0)
    left_out = tuple(
        (found.units[u], f"{stages[s]} → {stages[s + 1]}",
         "fewer than ten cases" if few[u, s] else "not followed to the horizon, or too few units")
        for u, s in np.argwhere(few | unseen)
        if found.entered[u, s] > 0
    )  # fmt: skip
    cells = np.argwhere(~few & ~unseen)
    if not len(cells):
        return (), left_out
    more = drawn.more[:, cells[:, 0], cells[:, 1]]
    order = np.argsort(-more.mean(axis=0), kind="stable")
    cells, more = cells[order], more[:, order]
    like = np.mean(more >= more[:, :1], axis=0) > 1 - SURE
    gain, rank = told(more, level), told(ranks_of(more), level)
    share, days, sooner = (told(d, level) for d in (drawn.share, drawn.days, drawn.sooner))
    target, target_days = told(drawn.target, level), told(drawn.target_days, level)
    behind = np.mean(drawn.share < drawn.target[:, None, :] - MATERIAL, axis=0)
    slower = np.mean(drawn.days > drawn.target_days[:, None, :], axis=0)
    made = [
        Opportunity(
            found.units[u], stages[s], stages[s + 1], int(found.entered[u, s]),
            share=share.at(u, s), target=target.at(s), more=gain.at(place), days=days.at(u, s),
            target_days=target_days.at(s), sooner=sooner.at(u, s), behind=float(behind[u, s]),
            slower=float(slower[u, s]),
            rank=Interval(place + 1.0, float(rank.low[place]), float(rank.high[place])),
            like_first=bool(like[place]),
        )
        for place, (u, s) in enumerate(cells)
    ]  # fmt: skip
    return tuple(made), left_out


def _bright(
    found: UnitSteps, drawn: Drawn, stages: tuple[str, ...], level: float
) -> tuple[BrightSpot, ...]:
    """Units at or above the target, beyond reasonable doubt, by step and then by name."""
    sure = np.mean(drawn.share >= drawn.target[:, None, :], axis=0)
    share, target = told(drawn.share, level), told(drawn.target, level)
    return tuple(
        BrightSpot(found.units[u], stages[s], stages[s + 1], int(found.entered[u, s]),
                   share.at(u, s), target.at(s), float(sure[u, s]))
        for s, u in np.argwhere((found.enough & (sure >= BRIGHT)).T)
    )  # fmt: skip
