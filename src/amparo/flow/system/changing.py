"""What-if: a system with something different in it, and the words for what that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from amparo.errors import Refused
from amparo.flow.system.model import ADVANCES, Change, Station, System

Wanted = float | Mapping[str, float] | None


def changed(  # noqa: PLR0917  (one a kind of change)
    system: System, people: Mapping[str, int], service: Mapping[str, float],
    advance: Mapping[str, float], adjournments: Wanted, arrivals: Wanted,
) -> System:  # fmt: skip
    """The system with all of these carried out. Raises: Refused for what it does not have."""
    made = system
    for name, more in people.items():
        made = _at(made, name, partial(_people, more=more))
    for name, times in service.items():
        made = _at(made, name, partial(_service, times=times))
    for name, share in advance.items():
        made = _at(made, name, partial(_advance, more=share))
    for name, times in _everywhere(system, adjournments, lambda s: s.adjourned > 0,
                                   "The system has no adjournments to change"):  # fmt: skip
        made = _at(made, name, partial(_adjourned, times=times))
    for name, times in _everywhere(system, arrivals, lambda s: s.arrivals > 0,
                                   "Nobody arrives in this system"):  # fmt: skip
        made = _at(made, name, partial(_arrivals, times=times))
    return made


def _at(system: System, name: str, act: Callable[[Station], tuple[Station, Change]]) -> System:
    old = system.station(name)
    new, said = act(old)
    stations = tuple(new if one is old else one for one in system.stations)
    return replace(system, stations=stations, changes=(*system.changes, said))


def _everywhere(
    system: System, wanted: Wanted, has: Callable[[Station], bool], none: str
) -> list[tuple[str, float]]:
    if wanted is None:
        return []
    if isinstance(wanted, Mapping):
        return [(name, float(times)) for name, times in wanted.items()]
    there = [one.name for one in system.stations if has(one)]
    if not there:
        raise Refused(none, next_step="leave this change out")
    return [(name, float(wanted)) for name in there]


def _people(station: Station, more: int) -> tuple[Station, Change]:
    if station.people is None:
        raise Refused(
            "More people do not shorten a step that shows no queue", found=station.name,
            next_step="change the days it takes (service) instead, or fit the system with"
            " capacity= for this step",
        )  # fmt: skip
    left = station.people + more
    if left < 0:
        raise Refused("There are not so many people to take away", found=f"{station.people}",
                      where=station.name)  # fmt: skip
    said = f"{abs(more)} {'more' if more >= 0 else 'fewer'} ({left})"
    return replace(station, people=left), Change("people", station.name, said)


def _service(station: Station, times: float) -> tuple[Station, Change]:
    if not times > 0:
        raise Refused("Days can be multiplied by a number above 0 only", found=str(times))
    said = Change("days", station.name, f"× {times:g}")
    if station.service is not None:
        service = replace(station.service, mean=station.service.mean * times)
        return replace(station, service=service), said
    return replace(station, times=station.times * times), said


def _advance(station: Station, more: float) -> tuple[Station, Change]:
    now = station.chance_to_advance
    if not 0 <= now + more <= 1:
        raise Refused(
            "A share stays between 0 and 1", found=f"{now:.0%} {more:+.0%}", where=station.name,
            next_step=f"choose from {-now:.0%} to {1 - now:+.0%}",
        )  # fmt: skip
    if station.convert != 0:
        raise Refused("This step's share is changed already", found=station.name)
    part = more / (1 - now) if more > 0 else more / now if more < 0 else 0.0
    kinds = [kind for kind, _ in station.outcomes]
    if more < 0 and kinds == [ADVANCES]:
        raise Refused("Nobody leaves this step, so fewer cannot advance", found=station.name)
    return replace(station, convert=part), Change("share advancing", station.name, f"{more:+.0%}")


def _adjourned(station: Station, times: float) -> tuple[Station, Change]:
    if station.adjourned == 0:
        raise Refused("This step has no adjournments", found=station.name,
                      next_step="fit the system with hearing= and adjourned=")  # fmt: skip
    if not 0 <= times * station.adjourned < 1:
        raise Refused("The chance of an adjournment stays under 1", found=f"× {times:g}")
    said = Change("adjournments", station.name, f"× {times:g}")
    return replace(station, adjourned=station.adjourned * times), said


def _arrivals(station: Station, times: float) -> tuple[Station, Change]:
    if not times >= 0:
        raise Refused("Arrivals can be multiplied by 0 or more", found=str(times))
    said = Change("arrivals", station.name, f"× {times:g}")
    return replace(station, arrivals=station.arrivals * times), said
