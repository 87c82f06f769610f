"""A justice system as stations that cases pass: what it is made of, and what may be changed in it.

A station is a step of the pathway. Where people are counted, cases queue for them, first come first
served, and each takes days of work. Where they are not, a case waits by itself (a delay), and how
long, and how the wait ends, is told by hazards in bins of days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from amparo.errors import CannotEstimate, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from amparo.flow.eventlog import EventLog
    from amparo.flow.pathway import Pathway
    from amparo.flow.system.backtest import Backtest
    from amparo.flow.system.result import Simulated

Floats = npt.NDArray[np.float64]
ADVANCES = "advanced"


class Work(StrEnum):
    """How the days of work on a case are spread around their mean."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    FIXED = "fixed"
    GAMMA = "gamma"


@dataclass(frozen=True)
class Service:
    """Days that one person works on one case. `cv`: standard deviation / mean."""

    mean: float
    work: Work = Work.EXPONENTIAL
    cv: float = 1.0

    def __post_init__(self) -> None:
        if not self.mean > 0 or not self.cv > 0:
            raise Refused("Days of work, and their spread, are above 0",
                          found=f"mean {self.mean}, cv {self.cv}")  # fmt: skip


@dataclass(frozen=True)
class Hazards:
    """How fast a wait ends, and how, by the days it has lasted.

    Shapes: `edges` (b,) where bins begin, the first at 0; `ended` (b, c) cases that ended so in the
    bin; `exposure` (b,) days waited in it by all. The last bin has no end.
    """

    edges: tuple[float, ...]
    ended: tuple[tuple[float, ...], ...]
    exposure: tuple[float, ...]


@dataclass(frozen=True)
class Station:
    """One step of the pathway, as the simulation knows it.

    Counts: `outcomes` are chances to advance or leave once work is done, adding up to 1; a delay's
    follow from `hazards`. `waiting_days` are the ages of the cases inside at the start.
    Units: `arrivals` a day, from outside (not from the station before); `gap_days` after an
    adjournment. `spread` is the standard deviation of a month's arrivals around their mean, beyond
    that of chance, as a share of it; `uneven` that of the pace at which a delay's cases leave. A
    replication has one pace, of those seen. `arrived` and `decided` count the cases from which
    arrivals, and work with its outcomes, were learned; 0 where given, and then not drawn anew.
    """

    start: str
    to: str
    arrivals: float = 0.0
    people: int | None = None
    service: Service | None = None
    outcomes: tuple[tuple[str, float], ...] = ((ADVANCES, 1.0),)
    hazards: Hazards | None = None
    adjourned: float = 0.0
    gap_days: float = 30.0
    convert: float = 0.0
    times: float = 1.0
    spread: float = 0.0
    uneven: float = 0.0
    arrived: float = 0.0
    decided: float = 0.0
    waiting_days: tuple[float, ...] = ()
    basis: str = "given"

    def __post_init__(self) -> None:
        if (self.service is None) == (self.hazards is None):
            raise Refused("A station has either work done by people, or hazards of a wait",
                          where=self.name)  # fmt: skip
        if self.service is not None and (self.people is None or self.people < 0):
            raise Refused("Work needs people, none or more", where=self.name)
        if self.service and abs(sum(chance for _, chance in self.outcomes) - 1) > 1e-9:
            raise Refused("The chances of what follows add up to 1", where=self.name)
        if not 0 <= self.adjourned < 1:
            raise Refused("The chance of an adjournment is from 0 to under 1", where=self.name)

    @property
    def name(self) -> str:
        """The step in words."""
        return f"{self.start} → {self.to}"

    @property
    def mean_service_days(self) -> float | None:
        """Days of work on a case; None where it waits without a queue."""
        return self.service.mean if self.service else None

    @property
    def chance_to_advance(self) -> float:
        """The share that goes on in the end, of those who leave the station at all."""
        return self.chances[ADVANCES]

    @property
    def chances(self) -> dict[str, float]:
        """What becomes of cases in the end, as shares; for a delay by its hazards."""
        base = dict(self.outcomes) if self.hazards is None else _limits(self)
        advance = base.get(ADVANCES, 0.0)
        moved = self.convert * (1 - advance if self.convert > 0 else advance)
        rest = 1 - advance
        return {
            kind: chance + moved if kind == ADVANCES else chance * (1 - moved / rest if rest else 1)
            for kind, chance in base.items()
        }


def _limits(station: Station) -> dict[str, float]:
    """Shares of a delay's endings: survival through the bins times the hazards' shares."""
    hazards = station.hazards
    if hazards is None:
        return {}
    ended, exposure = np.array(hazards.ended), np.array(hazards.exposure)
    rate = np.divide(ended.sum(axis=1), exposure, out=np.zeros(exposure.size), where=exposure > 0)
    widths = np.diff(np.array([*hazards.edges, np.inf]))
    with np.errstate(invalid="ignore"):
        dies = 1 - np.exp(-np.where(rate > 0, rate * widths, 0.0))
    alive = np.concatenate(([1.0], np.cumprod(1 - dies)[:-1]))
    share = np.divide(ended, ended.sum(axis=1, keepdims=True), out=np.zeros_like(ended),
                      where=ended.sum(axis=1, keepdims=True) > 0)  # fmt: skip
    limits = (alive * dies) @ share
    whole = limits.sum()
    names = [kind for kind, _ in station.outcomes]
    return {k: float(v / whole) if whole else 0.0 for k, v in zip(names, limits, strict=True)}


@dataclass(frozen=True)
class Change:
    """One thing that is different from the system as it is, in words and numbers."""

    what: str
    station: str
    by: str


@dataclass(frozen=True)
class System:
    """Stations in the order of a pathway, from a day on; `fit` learns one from a log.

    Misleads when: what is changed would change other things too (more arrests bring more appeals);
    when cases are not taken in turn; and when the years ahead differ from those it was learned on.
    """

    stations: tuple[Station, ...]
    starts_on: date
    unit: str = "case"
    learned_from: str = ""
    changes: tuple[Change, ...] = field(default=())

    @classmethod
    def fit(
        cls,
        log: EventLog,
        pathway: Pathway | None = None,
        *,
        capacity: Mapping[str, int | None] | None = None,
        hearing: str | None = None,
        adjourned: str | None = None,
        since: date | None = None,
    ) -> System:
        """Learn arrivals, waits, queues, people and outcomes of each step from a log.

        `capacity` names the people of a step where they are known (None: it has no queue).
        `hearing` and `adjourned` name activities of the log, from which adjournments are learned.
        `since` leaves out what began before: default, the last three years.
        Raises: CannotEstimate where a step has too few cases; Refused for a name that is none.
        Source: docs/methods.md, "What if".
        """
        from amparo.flow.system.fit import learned  # noqa: PLC0415  (it makes systems)
        from amparo.flow.system.stays import stays_of  # noqa: PLC0415  (as above)

        known = log if pathway is None else replace(log, pathway=pathway)
        stays = stays_of(known, hearing, adjourned)
        return learned(stays, capacity=dict(capacity or {}), since=since)

    def station(self, name: str) -> Station:
        """A station by its name, or by the stage it leads to. Raises: Refused for none of them."""
        for one in self.stations:
            if name in (one.name, one.to):
                return one
        raise Refused(
            "The system has no such step", found=name,
            next_step="choose one of: " + ", ".join(one.to for one in self.stations),
        )  # fmt: skip

    def change(
        self,
        *,
        people: Mapping[str, int] | None = None,
        service: Mapping[str, float] | None = None,
        advance: Mapping[str, float] | None = None,
        adjournments: float | Mapping[str, float] | None = None,
        arrivals: float | Mapping[str, float] | None = None,
    ) -> System:
        """The same system with something different; several things may change at once.

        people: how many more (or fewer) work at a step. service: times the days a step takes (0.5
        halves them). advance: how much more of those who leave a step advance (0.10: ten in a
        hundred more). adjournments and arrivals: times what they are, everywhere or by step.
        Raises: Refused where a step has no queue for people to shorten, or no adjournments.
        """
        from amparo.flow.system.changing import changed  # noqa: PLC0415  (it makes systems)

        return changed(self, people or {}, service or {}, advance or {}, adjournments, arrivals)

    def simulate(
        self,
        *,
        years: float = 2.0,
        replications: int = 200,
        seed: int = 1,
        progress: Callable[[float], None] | None = None,
    ) -> Simulated:
        """Run the years ahead many times over; the same seed gives the same answer on any machine.

        Parameters that were learned are drawn anew for each replication, so that intervals carry
        what is not known of them as well as chance.
        Raises: CannotEstimate for no replications, or no time.
        """
        from amparo.flow.system.running import simulated  # noqa: PLC0415  (compiles the loop)

        return simulated(self, years, replications, seed, progress)

    @classmethod
    def backtest(
        cls, log: EventLog, *, split: date, replications: int = 200, seed: int = 1,
        progress: Callable[[float], None] | None = None, **how: Any,
    ) -> Backtest:  # fmt: skip
        """Learn from what was known on a day, simulate on, and compare with what came."""
        from amparo.flow.system.backtest import backtested  # noqa: PLC0415  (it makes systems)

        return backtested(log, split, replications, seed, how, progress=progress)

    @property
    def frame(self) -> pl.DataFrame:
        """One row a station: what is known of it, and on what it rests."""
        return pl.DataFrame(
            [
                {
                    "station": one.name,
                    "people": one.people,
                    "days_of_work": one.mean_service_days,
                    "share_advancing": one.chance_to_advance,
                    "arrivals_a_year": one.arrivals * 365.25,
                    "adjourned": one.adjourned,
                    "inside": len(one.waiting_days),
                    "basis": one.basis,
                }
                for one in self.stations
            ],
            schema_overrides={"people": pl.Int64, "days_of_work": pl.Float64},
        )

    def sentence(self) -> str:
        """Where cases queue for people, and where they only wait."""
        queues = [one for one in self.stations if one.people is not None]
        inside = sum(len(one.waiting_days) for one in self.stations)
        said = "; ".join(
            f"{one.people} at {one.name}, {one.service.mean:,.1f} days of work each"
            for one in queues if one.service
        )  # fmt: skip
        line = f"People work at {len(queues)} of {len(self.stations)} steps ({said})"
        if not queues:
            line = "No step shows a queue: cases wait by themselves"
        return f"{line}; {inside:,} {self.unit}s are inside on {self.starts_on.isoformat()}."

    def chart(self) -> Any:
        """How many cases are inside each station at the start, as an Altair chart."""
        from amparo.flow.system.charts import inside_chart  # noqa: PLC0415  (draws when asked)

        return inside_chart(self)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"System({self.sentence()})"

    def to_json(self) -> str:
        """The system as text; it holds no case, only ages of those who wait."""
        from amparo.flow.system.as_json import written  # noqa: PLC0415

        return written(self)

    @classmethod
    def from_json(cls, text: str) -> System:
        """Read what `to_json` wrote. Raises: Refused for another text."""
        from amparo.flow.system.as_json import read  # noqa: PLC0415

        return read(text)


def need(*, ok: bool, what: str, found: str, next_step: str = "") -> None:
    """Raises: CannotEstimate unless it is so."""
    if not ok:
        raise CannotEstimate(what, found=found, next_step=next_step)
