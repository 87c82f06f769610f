"""A country made of `flow.System`s: twelve sound stations and one with each planted failure.

Each station is a replication of a system: what comes in, how long each step takes, and who leaves.
A failure is planted as another service time or another chance to go on, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import log, sqrt
from statistics import NormalDist

import numpy as np
import polars as pl

from amparo.directory.packs import detectors
from amparo.flow import EventLog
from amparo.flow.clusters import places, recurrence
from amparo.flow.effects import Effect, effect
from amparo.flow.system import Service, Station, System, Work
from amparo.reform.detect.history import Event, History
from amparo.reform.detect.rules import look
from amparo.reform.selectors.breaks import settled_days
from amparo.reform.selectors.evaluating import panel_from
from tests.reform.detect.country import step_of
from tests.reform.repairing import PLAN

BEGAN, YEARS = date(2017, 1, 1), 8.0
TODAY = BEGAN + timedelta(days=int(365 * YEARS))
PRESENTED, REGISTERED = "rescue.complaint_presented", "rescue.complaint_registered"
VISITED, CHARGED = "restrain.scene_visited", "represent.charge_sheet_filed"
CONVICTED = "represent.convicted"
STAGES = (PRESENTED, REGISTERED, VISITED, CHARGED, CONVICTED)
EXITS = {
    "refused": "rescue.complaint_refused", "declined": "represent.charge_declined",
    "struck off": "represent.struck_off",
}  # fmt: skip
SOUND = (
    (Service(3, Work.LOGNORMAL, 0.6), "refused", 0.03),
    (Service(5, Work.LOGNORMAL, 0.6), "never visited", 0.05),
    (Service(120, Work.LOGNORMAL, 0.6), "declined", 0.05),
    (Service(500, Work.LOGNORMAL, 0.5), "struck off", 0.03),
)
# detector: which step of the pathway, and how it is there where the failure is planted.
PLANTED = {
    "complaint_refused": (0, (SOUND[0][0], "refused", 0.35)),
    "scene_late": (1, (Service(12, Work.LOGNORMAL, 0.8), "never visited", 0.25)),
    "stuck_in_investigation": (2, (Service(330, Work.LOGNORMAL, 0.6), "declined", 0.05)),
    "struck_off": (3, (SOUND[3][0], "struck off", 0.35)),
}
SOUND_STATIONS = tuple(f"sound {n:02d}" for n in range(12))
RATE = 0.07  # complaints a day at each station
CROWD = 1_000  # so many people that nobody stands in line


def system(*, at: int = -1, how: tuple[Service, str, float] | None = None) -> System:
    """The stations of the pathway, sound but for one step."""
    stations = []
    for step, sound in enumerate(SOUND):
        service, kind, leaves = how if how and step == at else sound
        stations.append(
            Station(
                STAGES[step], STAGES[step + 1], arrivals=RATE if step == 0 else 0.0, people=CROWD,
                service=service, outcomes=(("advanced", 1 - leaves), (kind, leaves)),
            )
        )  # fmt: skip
    return System(tuple(stations), BEGAN)


def histories(log_: EventLog, unit: str) -> list[tuple[str, date, History]]:
    """What the rules see of each case of a log, with the day on which it came in."""
    made = []
    for row in log_.frame.iter_rows(named=True):
        case = row["case"]
        told = [(name, row[name]) for name in STAGES if row[name] is not None]
        if row["exit"] in EXITS:  # a file that merely lies is told by nothing
            told.append((EXITS[row["exit"]], row["exit_on"]))
        events = tuple(
            Event(id=f"{unit}-{case}-{j}", type=name, on=on, row=f"{unit}-{case}-{j}", kind="police",
                  institution="police", unit=unit, has_reason=True)
            for j, (name, on) in enumerate(told)
        )  # fmt: skip
        if events:
            made.append((f"{unit}-{case}", events[0].on, History(today=TODAY, events=events)))
    return made


Case = tuple[str, date, History]


def country(seed: int) -> dict[str, list[Case]]:
    """Station → its cases."""
    sound = system().simulate(years=YEARS, replications=len(SOUND_STATIONS), seed=seed)
    found = {unit: histories(sound.log(i), unit) for i, unit in enumerate(SOUND_STATIONS)}
    for n, (detector, (at, how)) in enumerate(PLANTED.items()):
        made = system(at=at, how=how).simulate(years=YEARS, replications=1, seed=1000 * seed + n)
        found[detector] = histories(made.log(0), detector)
    return found


def seen(cases: Mapping[str, Sequence[Case]], only: Sequence[str]) -> pl.DataFrame:
    """What these detectors see, one row a breakdown."""
    rows = [
        (case, rule.id, rule.cause)
        for theirs in cases.values()
        for case, _, history in theirs
        for rule in (detectors()[name] for name in only)
        for _ in look(history, rule)
    ]
    return pl.DataFrame(rows, schema=["case", "detector", "cause"], orient="row")


def there(cases: Mapping[str, Sequence[Case]], step: str) -> pl.DataFrame:
    """Cases that came to a step, with the unit and the day."""
    begins = PRESENTED if step == "report" else VISITED if step == "trial" else REGISTERED
    begins = CHARGED if step == "trial" else begins
    rows = [
        (case, unit, next(event.on for event in history.of(begins)))
        for unit, theirs in cases.items()
        for case, _, history in theirs if history.has(begins)
    ]  # fmt: skip
    schema = {"case": pl.String, "unit": pl.String, "on": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def problems(seed: int) -> dict[str, tuple[bool, list[str]]]:
    """Detector → whether its planted station stands out, and which others do so wrongly."""
    cases = country(seed)
    found = seen(cases, list(PLANTED))
    made = {}
    for name in PLANTED:
        step = detectors()[name].step or step_of(detectors()[name].cause)
        rows = places(found.filter(pl.col("detector") == name), there(cases, step)).named
        out = [one.unit for one in rows if one.stands == "more often than chance"]
        made[name] = (name in out, [unit for unit in out if unit != name])
    return made


# A motorcycle for eight of sixteen stations, at three dates.
FAR = PLANTED["scene_late"][1]
REPAIRED = {
    f"far {n:02d}": on
    for n, on in enumerate([date(2020, 1, 1)] * 3 + [date(2021, 1, 1)] * 3 + [date(2022, 1, 1)] * 2)
}
OTHERS = tuple(f"near {n:02d}" for n in range(8))
TERM = 14


def share_late(how: tuple[Service, str, float]) -> float:
    """The share of scenes that is visited late or never, as the system makes it.

    Days are those of the calendar: a visit counts as in time while the day of the visit is within
    so many of the day of registration, wherever in their days both fall.
    """
    service, _, leaves = how
    spread = sqrt(log(1 + service.cv**2))
    middle = log(service.mean) - spread**2 / 2
    ends = np.log(TERM + 1 - (np.arange(2000) + 0.5) / 2000)
    in_time = float(np.mean([NormalDist(middle, spread).cdf(end) for end in ends]))
    return 1 - (1 - leaves) * in_time


TRUTH = share_late(SOUND[1]) - share_late(FAR)


def judged(*, seed: int, works: bool) -> Effect:
    """What `effect` says of the motorcycles, from what the detectors saw."""
    before = system(at=1, how=FAR).simulate(years=YEARS, replications=8, seed=2 * seed)
    after = (system() if works else system(at=1, how=FAR)).simulate(
        years=YEARS, replications=8, seed=2 * seed + 1
    )
    near = system().simulate(years=YEARS, replications=len(OTHERS), seed=7000 + seed)
    cases: dict[str, list[Case]] = {}
    for i, (unit, on) in enumerate(REPAIRED.items()):
        old = [one for one in histories(before.log(i), f"{unit}a") if one[1] < on]
        new = [one for one in histories(after.log(i), f"{unit}b") if one[1] >= on]
        cases[unit] = [*old, *new]
    for i, unit in enumerate(OTHERS):
        cases[unit] = histories(near.log(i), unit)
    found = seen(cases, ["scene_late"])
    table = recurrence(
        found, there(cases, "investigate"), as_of=TODAY, settled_days=settled_days("B15"),
        period="quarter",
    )  # fmt: skip
    return effect(panel_from(table, dict(REPAIRED), replace(PLAN, units={})), better="lower")
