"""Small systems whose answer is known."""

from __future__ import annotations

import math
from datetime import date

from amparo.flow.system import Service, Station, System, Work

START = date(2020, 1, 1)


def station(rate: float, people: int, mean: float, work: Work = Work.EXPONENTIAL, cv: float = 1.0,
            name: str = "a", to: str = "b", **more: object) -> Station:  # fmt: skip
    return Station(name, to, arrivals=rate, people=people, service=Service(mean, work, cv), **more)  # type: ignore[arg-type]


def alone(
    rate: float, people: int, mean: float, work: Work = Work.EXPONENTIAL, cv: float = 1.0
) -> System:
    return System((station(rate, people, mean, work, cv),), START)


def erlang_wait(rate: float, mean: float, people: int) -> float:
    """The mean wait in line of M/M/c. Source: Erlang C (Kleinrock 1975, equation 3.40)."""
    load = rate * mean
    terms = [load**k / math.factorial(k) for k in range(people)]
    last = load**people / math.factorial(people) * people / (people - load)
    return last / (sum(terms) + last) / (people / mean - rate)


def six_stations() -> System:
    """Six stations in a row with people, exits, an adjournment and different spreads of work."""
    words = ["reported", "arrested", "charged", "arraigned", "tried", "decided", "sentenced"]
    people, means = (6, 4, 5, 3, 9, 4), (1.6, 1.1, 1.5, 0.9, 2.6, 1.3)
    works = (
        Work.EXPONENTIAL,
        Work.LOGNORMAL,
        Work.GAMMA,
        Work.EXPONENTIAL,
        Work.LOGNORMAL,
        Work.FIXED,
    )
    spreads = (1.0, 0.8, 0.6, 1.0, 1.2, 1.0)
    stays = (0.95, 0.95, 0.9, 1.0, 0.95, 1.0)
    return System(
        tuple(
            Station(
                words[k], words[k + 1], arrivals=3.0 if k == 0 else 0.0, people=people[k],
                service=Service(means[k], works[k], spreads[k]),
                outcomes=(("advanced", stays[k]), ("left", 1 - stays[k])),
                adjourned=0.2 if k == 4 else 0.0, gap_days=10.0,
            )
            for k in range(6)
        ),
        START,
    )  # fmt: skip
