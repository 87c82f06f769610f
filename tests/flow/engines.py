"""Every engine that counts a log, as something a test can be run with."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from amparo.flow import EventLog, Pathway
from amparo.flow.engines import count_file, count_log, opened
from amparo.flow.engines.compact import CompactLog
from amparo.flow.engines.counting import Counted

Engine = Callable[[EventLog], Counted]
# Each engine is opened once in a process, and let go at its end.
STACK = ExitStack()


@functools.cache
def running(name: str) -> Any:
    if name == "spark":
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    return STACK.enter_context(opened(name))


def by_compact(log: EventLog) -> Counted:
    return CompactLog.of(log, by=log.pathway.groups).counted()


def by_duckdb(log: EventLog) -> Counted:
    return count_log(running("duckdb"), log, by=log.pathway.groups)


def by_spark(log: EventLog) -> Counted:
    return count_log(running("spark"), log, by=log.pathway.groups)


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
