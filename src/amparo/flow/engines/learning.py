"""Learning a system from a log too large for memory, or held elsewhere: counted on an engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.flow.engines.engine import one_answer
from amparo.flow.eventlog import EventLog
from amparo.flow.eventlog.events import ACTIVITY, DAY
from amparo.flow.pathway import Pathway
from amparo.flow.system.fit import learned
from amparo.flow.system.model import System
from amparo.flow.system.stays import Stays

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine

Capacity = Mapping[str, int | None]


def system_of_log(
    engine: Engine, log: EventLog, *, capacity: Capacity | None = None,
    hearing: str | None = None, adjourned: str | None = None, since: date | None = None,
) -> System:  # fmt: skip
    """As `System.fit` of a log in memory, from what the engine counts."""
    from amparo.flow.engines.events import in_memory  # noqa: PLC0415  (Ibis takes 0.9 s)
    from amparo.flow.engines.stay_tables import hearings_in, stays_in  # noqa: PLC0415  (as above)
    from amparo.flow.engines.tables import of_log  # noqa: PLC0415  (as above)

    hearings = None
    with one_answer(engine):
        frame = stays_in(engine, of_log(engine, log, ()))
        if hearing is not None and adjourned is not None:
            events = in_memory(engine, log.events().select("case", ACTIVITY, DAY), log.as_of)
            hearings = hearings_in(engine, events, log.pathway, hearing, adjourned)
    stays = Stays(frame, hearings, tuple(log.stages), log.as_of, log.unit, log.source)
    return learned(stays, capacity=dict(capacity or {}), since=since)


def system_of_file(
    engine: Engine, path: Path, pathway: Pathway, *, capacity: Capacity | None = None,
    hearing: str | None = None, adjourned: str | None = None, since: date | None = None,
) -> System:  # fmt: skip
    """As `System.fit` of a file, or a folder of Parquet files, read by the engine itself.

    Raises: Refused for a column that is not there, or hearings in a file of one row a case;
    CannotEstimate where a step has too few cases.
    """
    from amparo.flow.engines.events import in_a_file  # noqa: PLC0415  (Ibis takes 0.9 s)
    from amparo.flow.engines.stay_tables import hearings_in, stays_in  # noqa: PLC0415  (as above)
    from amparo.flow.engines.tables import of_rows  # noqa: PLC0415  (as above)

    hearings = None
    with one_answer(engine):
        rows = engine.file(path)
        tables = of_rows(engine, rows, pathway)
        frame = stays_in(engine, tables)
        if hearing is not None and adjourned is not None:
            events = in_a_file(engine, rows, pathway, {})
            hearings = hearings_in(engine, events, pathway, hearing, adjourned)
    stays = Stays(frame, hearings, pathway.names, tables.as_of, pathway.unit, path.name)
    return learned(stays, capacity=dict(capacity or {}), since=since)
