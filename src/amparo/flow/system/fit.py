"""Learning a system from a log, and saying of each number how it was learned.

Waiting in a queue and being worked on cannot be told apart by dates alone. So a step counts as a
queue only where what leaves it does not grow with what is in it; its people are those given, or a
stated assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl

from amparo.flow.system.model import ADVANCES, Floats, Hazards, Service, Station, System, need
from amparo.flow.system.stays import Stays, Waits

MOST_BINS = 40
FEWEST_MONTHS, FEWEST_TO_SPREAD, FEWEST_A_MONTH = 7, 4, 8
QUEUE = 6.0  # how much better, in log-likelihood units over dispersion, a fixed pace must fit
YEARS = 3


def learned(
    stays: Stays, *, capacity: dict[str, int | None], since: date | None
) -> System:  # fmt: skip
    """The system that was counted. Raises: CannotEstimate where a step has no case to learn from.

    Adjournments are learned where the counts have hearings.
    """
    as_of = (stays.as_of - date(1970, 1, 1)).days
    given = None if since is None else (since - date(1970, 1, 1)).days
    zero = max(as_of - round(365.25 * YEARS), stays.first()) if given is None else given
    steps = range(len(stays.stages) - 1)
    stations = tuple(_station(stays, step, zero, as_of, capacity) for step in steps)
    system = System(stations, stays.as_of, stays.unit, stays.source)
    for name in capacity:
        system.station(name)
    if stays.hearings is not None:
        return _with_adjournments(system, stays.hearings)
    return system


def _station(
    stays: Stays, step: int, zero: int, as_of: int, capacity: Mapping[str, int | None]
) -> Station:
    start, to = stays.stages[step], stays.stages[step + 1]
    waits = stays.at(step)
    recent = waits.start >= zero
    need(ok=bool(recent.any()), what=f"Nobody came to “{start}” lately", found="0 cases",
         next_step="leave this stage out, or look further back with since=")  # fmt: skip
    arrivals, spread, n_came = _arrivals(waits.start[recent & waits.outside], zero, as_of)
    inside = waits.days[waits.ended < 0] + 0.5
    hazards = _hazards(waits, recent)
    one = Station(
        start, to, arrivals=arrivals, arrived=float(n_came), spread=spread,
        outcomes=tuple((kind, 1.0 if kind == ADVANCES else 0.0) for kind in waits.kinds),
        hazards=hazards, waiting_days=tuple(sorted(inside.tolist(), reverse=True)),
        basis="no line is seen: each waits by itself",
    )  # fmt: skip
    left, expected = _months(waits, hazards, zero, as_of)
    one = replace(one, uneven=_unevenness(left, expected))
    key = next((name for name in capacity if name in (one.name, to)), None)
    given = capacity[key] if key else None
    if key and given is None:
        return replace(one, basis="said to have no queue")
    pace = _pace(left, expected)
    # Where cases stay under a month, months cannot tell a line from a steady stream.
    long = _mean_stay(waits, recent) >= 30.0
    if key is None and (pace is None or not pace.fixed or not long):
        return one
    return _queue(one, waits, recent, pace, given)


def _mean_stay(waits: Waits, recent: np.ndarray) -> float:
    """Days that those who have left had stayed, on average; 0 while nobody has."""
    days = waits.days[recent & (waits.ended >= 0)]
    return float(days.mean()) if days.size else 0.0


def _arrivals(days: np.ndarray, zero: int, as_of: int) -> tuple[float, float, int]:
    """Arrivals a day over the last year, how much months differ beyond chance, and how many."""
    first = max(zero, as_of - 364)
    recent = days[days >= first]
    span = as_of - first + 1
    rate = recent.size / span
    n_months = span // 30
    if n_months < 4 or recent.size < 30:
        return rate, 0.0, int(recent.size)
    by_month = np.bincount(np.minimum((recent - first) // 30, n_months), minlength=n_months)
    whole = by_month[:n_months]
    mean = whole.mean()
    extra = (whole.var(ddof=1) - mean) / mean**2 if mean else 0.0
    return rate, float(np.sqrt(max(0.0, extra))), int(recent.size)


def _hazards(waits: Waits, recent: np.ndarray) -> Hazards:
    """Endings and days waited by bins that hold about as many endings each.

    A wait of d whole days ended, or is followed, half a day into the next.
    """
    days, ended = waits.days[recent] + 0.5, waits.ended[recent]
    happened = np.sort(days[ended >= 0])
    n_bins = int(min(MOST_BINS, max(1, happened.size // 15)))
    inner = np.unique(np.floor(np.quantile(happened, np.linspace(0, 1, n_bins + 1)[1:-1]))) if (
        happened.size
    ) else np.array([])  # fmt: skip
    edges = np.unique(np.concatenate(([0.0], inner[inner > 0])))
    uppers = np.append(edges[1:], np.inf)
    place = np.searchsorted(edges, days, side="right") - 1
    counted = np.zeros((edges.size, len(waits.kinds)))
    np.add.at(counted, (place[ended >= 0], ended[ended >= 0]), 1)
    exposure = [float(np.clip(np.minimum(days, high) - low, 0, None).sum())
                for low, high in zip(edges, uppers, strict=True)]  # fmt: skip
    return Hazards(
        tuple(edges.tolist()), tuple(tuple(row) for row in counted.tolist()), tuple(exposure)
    )


@dataclass(frozen=True)
class _Pace:
    """How fast cases leave a step: `a_day` on average, `best` in the best tenth of months."""

    a_day: float
    best: float
    fixed: bool
    n: int


def _months(waits: Waits, hazards: Hazards, zero: int, as_of: int) -> tuple[Floats, Floats]:
    """How many left in each stretch of 30 days, and how many the hazards expect of those inside.

    The first quarter is left out: a log fills in its first months.
    """
    n_months = (as_of - zero) // 30
    if n_months < FEWEST_TO_SPREAD:
        return np.zeros(0), np.zeros(0)
    ends = waits.start + waits.days.astype(np.int64)
    gone = waits.ended >= 0
    edges = as_of - 30 * np.arange(n_months, -1, -1)
    left = np.histogram(ends[gone & (ends >= edges[0])], edges)[0].astype(float)
    expected = _expected(waits, hazards, edges)
    skip = n_months // 4
    left, expected = left[skip:], expected[skip:]
    if expected.min() <= 0:
        return np.zeros(0), np.zeros(0)
    return left, expected * left.sum() / expected.sum()


def _pace(left: Floats, expected: Floats) -> _Pace | None:
    """Whether a fixed pace tells the months better than waits that everyone has by themselves.

    Two Poisson models of what leaves in a month: a constant, and what the hazards expect of those
    inside at their ages; compared by deviance over the dispersion of the better one.
    """
    if left.size < FEWEST_MONTHS or left.mean() < FEWEST_A_MONTH:
        return None
    d_constant = _deviance(left, np.full(left.size, left.mean()))
    d_growing = _deviance(left, expected)
    dispersion = max(1.0, min(d_constant, d_growing) / (left.size - 1))
    fixed = (d_growing - d_constant) / dispersion > QUEUE
    best = float(np.quantile(left, 0.9) / 30)
    return _Pace(float(left.mean() / 30), best, bool(fixed), int(left.sum()))


def _unevenness(left: Floats, expected: Floats) -> float:
    """How much the pace of months differs beyond chance: a standard deviation, as a share of it."""
    if left.size < 3 or expected.sum() < FEWEST_A_MONTH * left.size:
        return 0.0
    extra = (np.sum((left - expected) ** 2) / (left.size - 1) - expected.mean()) / np.mean(
        expected**2
    )
    return float(min(1.0, np.sqrt(max(0.0, extra))))


def _expected(waits: Waits, hazards: Hazards, edges: np.ndarray) -> Floats:
    """How many the hazards expect to leave in each month, of those inside at their ages."""
    bins, exposure = np.array(hazards.edges), np.array(hazards.exposure)
    rate = np.divide(np.array(hazards.ended).sum(axis=1), exposure, out=np.zeros(bins.size),
                     where=exposure > 0)  # fmt: skip
    far = np.append(bins, bins[-1] + 1e6)
    summed = np.concatenate(([0.0], np.cumsum(rate * np.diff(far))))
    longest = waits.days + 0.5
    ages = [np.clip(edge - waits.start, 0.0, longest) for edge in edges]
    reached = [np.interp(age, far, summed) for age in ages]
    return np.array([np.sum(b - a) for a, b in pairwise(reached)])


def _deviance(seen: Floats, expected: Floats) -> float:
    ratio = np.where(seen > 0, seen * np.log(np.where(seen > 0, seen, 1) / expected), 0.0)
    return float(2 * np.sum(ratio - (seen - expected)))


def _queue(
    one: Station, waits: Waits, recent: np.ndarray, pace: _Pace | None, given: int | None
) -> Station:
    """The station as people with a line before them."""
    ended = waits.ended[recent]
    done = ended[ended >= 0]
    need(ok=done.size > 0, what=f"Nobody has left “{one.name}” yet", found="0 cases")
    shares = np.bincount(done, minlength=len(waits.kinds)) / done.size
    days = waits.days[recent][ended >= 0] + 0.5
    quick = float(np.quantile(days, 0.05))
    a_day = pace.a_day if pace else _left_a_day(waits, recent)
    if given is not None:
        people, line = given, pace is not None and pace.fixed
        best = pace.best if pace is not None and not line else a_day
        mean = min(given / best, float(np.mean(days))) if not line else given / a_day
        basis = f"{given} people, given; " + (
            "days of work from the pace at which the line moves" if line else
            "no line is seen: days of work from the best months, or as cases stayed if shorter"
        )  # fmt: skip
    else:
        people = max(1, round(a_day * quick))
        mean = people / a_day
        basis = (
            f"a line: {a_day * 30.44:,.0f} leave a month however many wait; {people} people is an"
            " assumption, from the quickest twentieth of cases (capacity= says it)"
        )
    outcomes = tuple((k, float(s)) for k, s in zip(waits.kinds, shares, strict=True))
    return replace(one, people=people, service=Service(mean), hazards=None, outcomes=outcomes,
                   decided=float(done.size), basis=basis)  # fmt: skip


def _left_a_day(waits: Waits, recent: np.ndarray) -> float:
    """What left a day since the first of the recent cases came, whenever they came themselves."""
    first, ends = float(waits.start[recent].min()), waits.start + waits.days
    left = (waits.ended >= 0) & (ends >= first)
    return float(left.sum()) / max(1.0, float(ends.max()) - first)


def _with_adjournments(system: System, hearings: pl.DataFrame) -> System:
    """The chance that a hearing is adjourned and the days to the next, at the step that holds them.

    An adjourned hearing takes the people's time as a held one does.
    """
    n, gap, put_off = pl.col("n"), pl.col("gap"), pl.col("adjourned")
    known = n.filter(put_off & gap.is_not_null()).sum()
    counted = hearings.select(
        n.sum().alias("n"), n.filter(put_off).sum().alias("adjourned"), known.alias("known"),
        (gap * n).filter(put_off).sum().alias("days"),
    ).row(0, named=True)  # fmt: skip
    need(ok=counted["adjourned"] > 0, what="The log has no adjournments",
         found=f"0 of {counted['n']} hearings",
         next_step="check the names of hearing= and adjourned=")  # fmt: skip
    mean = counted["days"] / counted["known"] if counted["known"] else None
    where = _step_of(hearings, len(system.stations))
    queues = [k for k, s in enumerate(system.stations) if k >= where and s.people is not None]
    at = queues[0] if queues else None
    need(ok=at is not None, what="Adjournments are known, but no step after them shows a queue",
         found=str(counted["adjourned"]),
         next_step="name its people with capacity=")  # fmt: skip
    stations = list(system.stations)
    one = stations[at or 0]
    share = counted["adjourned"] / counted["n"]
    if one.service is not None:
        # What a case takes in all is learned above; it is spread over its hearings.
        service = replace(one.service, mean=one.service.mean * (1 - share))
        stations[at or 0] = replace(
            one, service=service, adjourned=share, gap_days=float(mean or 30.0),
            basis=f"{one.basis}; {share:.0%} of {counted['n']:,} hearings adjourned",
        )  # fmt: skip
    return replace(system, stations=tuple(stations))


def _step_of(hearings: pl.DataFrame, n_steps: int) -> int:
    """The step in which most hearings lie."""
    passed = np.repeat(*(hearings.get_column(name).to_numpy() for name in ("passed", "n")))
    usual = int(np.median(passed)) if passed.size else 1
    return max(0, min(usual - 1, n_steps - 1))
