"""The seam to the simulation: a log fitted, its stations as a form shows them, a question run.

What goes in and out is plain JSON, so that a question and its answer can be kept for years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow import EventLog

if TYPE_CHECKING:
    from amparo.flow.system import Simulated, System

Progress = Callable[[float], None]
HEARING, ADJOURNED = "represent.hearing_held", "represent.hearing_adjourned"


@dataclass(frozen=True)
class Station:
    """One step as a form shows it: what it has today, and on what that rests.

    Counts: `inside` cases on the last day; `people` None where cases do not queue for them.
    Units: `days` of one person's work on a case; `chance` to go on, 0 to 1.
    """

    name: str
    people: int | None
    days: float | None
    chance: float
    inside: int
    basis: str


@dataclass(frozen=True)
class Fitted:
    """A fitted system as JSON, with what a form shows of it.

    `hearings`: the records hold adjournments. `adjourns`: the system does too, which it can only
    where people are known at the step that holds the hearings.
    """

    system: dict[str, Any]
    stations: tuple[Station, ...]
    hearings: bool
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


def fitted(log: EventLog, people: Mapping[str, int]) -> Fitted:
    """The system that the log's records speak of, with the people that are known at its steps.

    Raises: CannotEstimate where the records are too few.
    """
    from amparo.flow.system import System  # noqa: PLC0415  (when a simulation is asked for)

    hearings = log.events().filter(pl.col("activity") == ADJOURNED).height > 0
    system = None
    if hearings:
        try:
            system = System.fit(log, capacity=people, hearing=HEARING, adjourned=ADJOURNED)
        except CannotEstimate:
            system = None  # no queue where the hearings are; the second fit says if more is missing
    system = system or System.fit(log, capacity=people)
    stations = tuple(
        Station(
            one.name, one.people, one.mean_service_days, one.chance_to_advance,
            len(one.waiting_days), one.basis,
        )
        for one in system.stations
    )  # fmt: skip
    kept = {
        "engine": system.to_json(),
        "people": dict(people),
        "stations": [asdict(one) for one in stations],
    }
    return Fitted(kept, stations, hearings, any(one.adjourned > 0 for one in system.stations))


def stations_of(kept: Mapping[str, Any]) -> tuple[Station, ...]:
    """The stations of a kept system, as its form showed them."""
    return tuple(Station(**one) for one in kept.get("stations", ()))


def changed(kept: Mapping[str, Any], changes: Mapping[str, Any]) -> tuple[System, System]:
    """Today's system and the changed one. Raises: Refused for what it does not have."""
    from amparo.flow.system import System  # noqa: PLC0415  (when a simulation is asked for)

    today = System.from_json(kept["engine"])
    return today, today.change(**_given_to(today, changes))


def simulated(
    kept: Mapping[str, Any], changes: Mapping[str, Any], asked: Asked, *, progress: Progress
) -> dict[str, Any]:
    """Today's system and the changed one, drawn with the same chances, against each other."""
    from amparo.reform.results import result_of  # noqa: PLC0415  (it draws)

    today, otherwise = changed(kept, changes)
    as_today = _run(today, asked, lambda share: progress(share / 2))
    as_changed = _run(otherwise, asked, lambda share: progress((1 + share) / 2))
    return result_of(as_changed.against(as_today))


def _run(system: System, asked: Asked, progress: Progress) -> Simulated:
    return system.simulate(
        years=asked.years, replications=asked.replications, seed=asked.seed, progress=progress
    )


def _given_to(today: System, changes: Mapping[str, Any]) -> dict[str, Any]:
    """A form's changes as the engine takes them: people and shares as what is added to today's."""
    given: dict[str, Any] = {"people": {}, "service": {}, "advance": {}}
    for name, moved in changes.get("stations", {}).items():
        station = today.station(name)
        if "people" in moved:
            given["people"][name] = int(moved["people"]) - (station.people or 0)
        if "service" in moved:
            given["service"][name] = moved["service"]
        if "advance" in moved:
            given["advance"][name] = moved["advance"] - station.chance_to_advance
    return given | {name: changes[name] for name in ("arrivals", "adjournments") if name in changes}
