"""The seam to the simulation: a log fitted, its stations as a form shows them, a question run.

What goes in and out is plain JSON, so that a question and its answer can be kept for years.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from amparo.flow import EventLog

if TYPE_CHECKING:
    pass

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Station:
    """One station as a form shows it: what it has today.

    Units: `days` is the mean time of its work on one case; `chance` is 0 to 1. None where the
    records cannot tell.
    """

    name: str
    people: int | None
    days: float | None
    chance: float | None


@dataclass(frozen=True)
class Fitted:
    """A fitted system as JSON, with what a form shows of it."""

    system: dict[str, Any]
    stations: tuple[Station, ...]
    adjourns: bool


class Asked(Protocol):
    """How long, how often and by which chances a question is simulated."""

    @property
    def years(self) -> int:
        """Years to look ahead."""

    @property
    def replications(self) -> int:
        """Futures drawn of each system."""

    @property
    def seed(self) -> int:
        """Which chances."""


def fitted(log: EventLog) -> Fitted:
    """The system that the log's records speak of. Raises CannotEstimate where they are too few."""
    from amparo.flow.system import System  # noqa: PLC0415  (numba, when a simulation is asked for)

    system = System.fit(log)
    stations = tuple(
        Station(one.name, one.people, one.mean_days, one.chance_to_advance)
        for one in system.stations
    )
    kept = {"engine": system.to_json(), "stations": [asdict(one) for one in stations]}
    return Fitted(kept, stations, adjourns=system.adjourns)


def stations_of(kept: dict[str, Any]) -> tuple[Station, ...]:
    """The stations of a kept system, as its form showed them."""
    return tuple(Station(**one) for one in kept.get("stations", ()))


def simulated(
    kept: dict[str, Any], changes: dict[str, Any], asked: Asked, *, progress: Progress
) -> dict[str, Any]:
    """Today's system and the changed one, drawn with the same chances, against each other."""
    from amparo.flow.system import System  # noqa: PLC0415  (numba, in the worker)

    today = System.from_json(kept["engine"])
    changed = today.change(**given_to(changes))
    span = {"years": asked.years, "replications": asked.replications, "seed": asked.seed}
    as_today = today.simulate(**span, progress=lambda share: progress(share / 2))
    otherwise = changed.simulate(**span, progress=lambda share: progress((1 + share) / 2))
    return result_of(otherwise.against(as_today))


def given_to(changes: dict[str, Any]) -> dict[str, Any]:
    """What a form's changes are called by the engine."""
    by_station = changes.get("stations", {})
    return {
        **{name: changes[name] for name in ("arrivals", "adjournments") if name in changes},
        **{
            name: {station: moved[name] for station, moved in by_station.items() if name in moved}
            for name in ("people", "service", "advance")
            if any(name in moved for moved in by_station.values())
        },
    }


def result_of(found: Any) -> dict[str, Any]:
    raise NotImplementedError
