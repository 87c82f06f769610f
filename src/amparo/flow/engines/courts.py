"""The court measures of a log too large for memory, or held elsewhere: counted on an engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.flow.courts.asked import asked_events, asked_of, named_as_stages, never_of
from amparo.flow.courts.result import Courts, measured
from amparo.flow.engines.engine import one_answer
from amparo.flow.eventlog import EventLog
from amparo.flow.pathway import Pathway

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine


def courts_log(engine: Engine, log: EventLog, **words: Any) -> Courts:
    """The measures of a log in memory, counted on the engine; `courts.Asked` has the words."""
    from amparo.flow.engines.court_tables import court_counts  # noqa: PLC0415  (Ibis takes 0.9 s)
    from amparo.flow.engines.events import in_memory  # noqa: PLC0415  (as above)

    asked = asked_of(log.as_of, lambda given: named_as_stages(log, given), **words)
    events, never = asked_events(log, asked)
    with one_answer(engine):
        counts = court_counts(engine, in_memory(engine, events, log.as_of), asked)
    return measured(counts, asked, log.as_of, unit=log.unit, never=never)


def courts_file(engine: Engine, path: Path, pathway: Pathway, **words: Any) -> Courts:
    """The measures of a file of events, or a folder of Parquet files, read by the engine itself.

    Raises: Refused for a file of one row a case, a column that is not there, or where no event
    files or disposes of a case under these names.
    """
    from amparo.flow.engines.court_tables import court_counts  # noqa: PLC0415  (Ibis takes 0.9 s)
    from amparo.flow.engines.events import facts_of, in_a_file  # noqa: PLC0415  (as above)

    names = ("reason", "party", "by")
    facts = facts_of(*(("unit" if name == "by" else name, words.get(name)) for name in names))
    with one_answer(engine):
        events = in_a_file(engine, engine.file(path), pathway, facts)
        asked = asked_of(events.as_of, events.named, **words)
        never = never_of(asked, events.names, path.name)
        counts = court_counts(engine, events, asked)
    return measured(counts, asked, events.as_of, unit=pathway.unit, never=never)
