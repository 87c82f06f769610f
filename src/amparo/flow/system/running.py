"""Running a system many times: parameters drawn anew, then the compiled loop, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from amparo.flow.system.model import Floats, Station, System, Work, need
from amparo.flow.system.result import Run, Simulated

KINDS = {Work.EXPONENTIAL: 0, Work.LOGNORMAL: 1, Work.FIXED: 2, Work.GAMMA: 3}
YEAR = 365.25


def simulated(
    system: System, years: float, replications: int, seed: int,
    progress: Callable[[float], None] | None,
) -> Simulated:  # fmt: skip
    """Every replication of the system, in order, whatever core ran it."""
    need(ok=replications >= 1 and years > 0, what="A simulation needs time and a replication",
         found=f"{years} years, {replications} replications")  # fmt: skip
    need(ok=years <= 50, what="Fifty years ahead nothing is known", found=f"{years} years")
    periods = _periods(years)
    shape = _shape(system)
    done, runs = 0, []
    # The loop lets go of Python's lock, so threads use every core.
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as workers:
        for run in workers.map(
            lambda number: one_run(system, shape, periods, seed, number), range(replications)
        ):
            runs.append(run)
            done += 1
            if progress is not None:
                progress(done / replications)
    return Simulated(system, years, seed, tuple(periods.tolist()), tuple(runs))


def _periods(years: float) -> Floats:
    """Days at which months begin and end."""
    n = max(1, round(12 * years))
    return np.linspace(0.0, years * YEAR, n + 1)


@dataclass(frozen=True, eq=False)
class _Shape:
    """How large the arrays are: bins and outcomes of the largest station."""

    n_bins: int
    kinds: tuple[str, ...]


def _shape(system: System) -> _Shape:
    n_bins = max([len(s.hazards.edges) for s in system.stations if s.hazards], default=1)
    kinds = dict.fromkeys(kind for s in system.stations for kind, _ in s.outcomes)
    ordered = ("advanced", *(kind for kind in kinds if kind != "advanced"))
    return _Shape(n_bins, ordered)


def one_run(
    system: System, shape: _Shape, periods: Floats, seed: int, number: int,
    *, record: bool = False,
) -> Run:  # fmt: skip
    """One replication."""
    from amparo.flow.system import kernel  # noqa: PLC0415  (compiles, or loads what it compiled)

    arrays = _arrays(system, shape, periods, seed, number)
    at = [k for k, one in enumerate(system.stations) for _ in one.waiting_days]
    days = [day for one in system.stations for day in one.waiting_days]
    order = np.argsort(-np.array(days), kind="stable")
    waiting_at = np.array(at, np.int64)[order] if days else np.zeros(0, np.int64)
    waiting_days = np.array(days)[order] if days else np.zeros(0)
    own = int(np.random.SeedSequence([seed, number]).generate_state(1, np.uint32)[0])
    loop: Any = kernel.run
    made: Any = loop(own, periods, *arrays, waiting_at, waiting_days, record)
    started = np.bincount(waiting_at, minlength=len(system.stations))
    return Run(*(*made, shape.kinds, started))


def _arrays(
    system: System, shape: _Shape, periods: Floats, seed: int, number: int
) -> tuple[npt.NDArray[Any], ...]:
    """The system's numbers for one replication, in the order that the loop takes them."""
    k, b, c = len(system.stations), shape.n_bins, len(shape.kinds)
    expected = np.zeros((k, periods.size))
    people, kind = np.full(k, -1, np.int64), np.zeros(k, np.int64)
    mean, cv = np.ones(k), np.ones(k)
    outcome, split = np.ones((k, c)), np.ones((k, b, c))
    edges, hazard, reached = np.zeros((k, b)), np.zeros((k, b)), np.zeros((k, b))
    for at, one in enumerate(system.stations):
        # Drawn in the same order whatever is changed, so that base and change share them.
        draw = np.random.default_rng([seed, number, at])
        rates = _rates(one, periods, draw)
        expected[at, 1:] = np.cumsum(rates * np.diff(periods))
        names = [name for name, _ in one.outcomes]
        place = [shape.kinds.index(name) for name in names]
        if one.service is not None and one.people is not None:
            people[at], kind[at] = one.people, KINDS[one.service.work]
            mean[at], cv[at] = one.service.mean * _inverse_gamma(one.decided, draw), one.service.cv
            chances = np.zeros(c)
            chances[place] = _shares(one, draw)
            outcome[at] = np.cumsum(chances)
        elif one.hazards is not None:
            n = len(one.hazards.edges)
            ended = np.array(one.hazards.ended)
            drawn = np.where(ended > 0, draw.gamma(np.maximum(ended, 1e-9)), 0.0)
            exposure = np.array(one.hazards.exposure)
            rate = np.divide(drawn, exposure[:, None], out=np.zeros_like(drawn),
                             where=exposure[:, None] > 0) / one.times  # fmt: skip
            rate *= draw.gamma(1 / one.uneven**2, one.uneven**2) if one.uneven else 1.0
            edges[at, :n] = np.array(one.hazards.edges) * one.times
            edges[at, n:] = np.inf
            hazard[at, :n] = rate.sum(axis=1)
            widths = np.diff(edges[at, :n])
            reached[at, :n] = np.concatenate(([0.0], np.cumsum(hazard[at, : n - 1] * widths)))
            reached[at, n:] = np.inf
            spread = np.zeros((n, c))
            spread[:, place] = np.divide(
                rate, rate.sum(axis=1, keepdims=True), out=np.zeros_like(rate),
                where=rate.sum(axis=1, keepdims=True) > 0,
            )  # fmt: skip
            split[at, :n] = np.cumsum(spread, axis=1)
    convert = np.array([one.convert for one in system.stations])
    adjourned = np.array([one.adjourned for one in system.stations])
    gap = np.array([one.gap_days for one in system.stations])
    return (
        expected, people, kind, mean, cv, outcome, edges, hazard, reached, split, convert,
        adjourned, gap,
    )  # fmt: skip


def _rates(one: Station, periods: Floats, draw: np.random.Generator) -> Floats:
    """Arrivals a day in each month: their mean as far as it is known, and months that differ."""
    level = draw.gamma(one.arrived) / one.arrived if one.arrived else 1.0
    n = periods.size - 1
    months = draw.gamma(1 / one.spread**2, one.spread**2, n) if one.spread else np.ones(n)
    return np.asarray(one.arrivals * level * months, dtype=np.float64)


def _inverse_gamma(decided: float, draw: np.random.Generator) -> float:
    """What a mean of so many exponential times may be, relative to the one seen."""
    drawn = draw.gamma(max(decided, 1.0))
    return decided / drawn if decided else 1.0


def _shares(one: Station, draw: np.random.Generator) -> Floats:
    """The chances of what follows, as far as they are known. Source: Dirichlet posterior."""
    chances = np.array([chance for _, chance in one.outcomes])
    if not one.decided:
        return chances
    drawn = np.where(chances > 0, draw.gamma(np.maximum(chances * one.decided, 1e-9)), 0.0)
    return np.asarray(drawn / drawn.sum(), dtype=np.float64)
