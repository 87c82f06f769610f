"""A simulated replication as the log that an office would have kept."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from amparo.errors import Refused
from amparo.flow.eventlog import EventLog
from amparo.flow.pathway import Exit, Pathway, Stage
from amparo.flow.system.result import Simulated
from amparo.flow.system.running import _shape, one_run

ENDED, ENDED_ON = "how it ended", "day it ended"


def log_of(made: Simulated, replication: int) -> EventLog:
    """One row a case: the day of each stage, and how it left. Raises: Refused for no such one."""
    if not 0 <= replication < made.n:
        raise Refused("There is no such replication", found=str(replication))
    system = made.system
    run = one_run(
        system, _shape(system), np.array(made.periods), made.seed, replication, record=True
    )
    stages = [system.stations[0].start, *(one.to for one in system.stations)]
    rows = run.records
    case, code = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64)
    day = np.floor(rows[:, 2]).astype(np.int64)
    n = int(case.max()) + 1 if case.size else 0
    columns: dict[str, pl.Series] = {"case": pl.Series(np.arange(n)).cast(pl.String)}
    start = pl.Series([system.starts_on], dtype=pl.Date)
    for place, name in enumerate(stages):
        columns[name] = _days(n, case[code == place], day[code == place], start)
    ended = np.full(n, "", dtype=object)
    for place, kind in enumerate(run.kinds):
        if place:
            ended[case[code == -place]] = kind
    columns[ENDED] = pl.Series(ended.tolist(), dtype=pl.String).replace("", None)
    columns[ENDED_ON] = _days(n, case[code < 0], day[code < 0], start)
    pathway = Pathway(
        case="case",
        stages=tuple(Stage(name, name) for name in stages),
        unit=system.unit,
        exits=tuple(Exit(kind, ENDED, (kind,), ENDED_ON) for kind in run.kinds[1:]),
        as_of=system.starts_on + timedelta(days=int(made.periods[-1])),
    )
    return EventLog.read(pl.DataFrame(columns), pathway=pathway)


def _days(n: int, case: np.ndarray, day: np.ndarray, start: pl.Series) -> pl.Series:
    """Day numbers of some cases as dates of all, null for the others."""
    numbers = np.zeros(n, np.int64)
    there = np.zeros(n, bool)
    numbers[case], there[case] = day, True
    zero = int(start.to_physical()[0])
    made = pl.Series((numbers + zero).astype(np.int32)).cast(pl.Date)
    return made.set(pl.Series(~there), None)
