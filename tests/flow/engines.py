"""Every engine that counts a log, as something a test can be run with."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from amparo.flow import EventLog, Pathway
from amparo.flow.counts import Counts
from amparo.flow.engines import Mapped, count_file, count_log, counts_of_log, map_log, opened
from amparo.flow.engines.compact import CompactLog
from amparo.flow.engines.counting import Counted

# Each engine is opened once in a process, and let go at its end.
STACK = ExitStack()
QUICK_FOR_A_FEW_ROWS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
}


@functools.cache
def running(name: str) -> Any:
    if name != "spark":
        return STACK.enter_context(opened(name))
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    engine = STACK.enter_context(opened(name))
    # A handful of rows each: planning for large data would take most of the time.
    for key, value in QUICK_FOR_A_FEW_ROWS.items():
        engine.session.conf.set(key, value)
    return engine


@dataclass(frozen=True)
class Engine:
    """Called with a log it counts all of it; `counts` leaves out what follows what."""

    all_of: Callable[[EventLog], Counted]
    counts: Callable[[EventLog], Counts]
    map: Callable[[EventLog], Mapped]

    def __call__(self, log: EventLog) -> Counted:
        return self.all_of(log)


def _through_ibis(name: str) -> Engine:
    return Engine(
        lambda log: count_log(running(name), log, by=log.pathway.groups),
        lambda log: counts_of_log(running(name), log, by=log.pathway.groups),
        lambda log: map_log(running(name), log),
    )


def _compact(log: EventLog) -> Counted:
    return CompactLog.of(log, by=log.pathway.groups).counted()


by_compact = Engine(
    _compact,
    lambda log: _compact(log).counts,
    lambda log: Mapped(log.follows(), log.variants()),
)
by_duckdb = _through_ibis("duckdb")
by_spark = _through_ibis("spark")


def file_on(name: str, path: Path, pathway: Pathway) -> Counted:
    return count_file(running(name), path, pathway)


SPARK = pytest.mark.spark
ENGINES = pytest.mark.parametrize(
    "engine",
    [
        pytest.param(by_compact, id="compact"),
        pytest.param(by_duckdb, id="duckdb"),
        pytest.param(by_spark, id="spark", marks=SPARK),
    ],
)
# What follows each case's events in their order: in memory, or by these.
THROUGH_IBIS = pytest.mark.parametrize("name", ["duckdb", pytest.param("spark", marks=SPARK)])
