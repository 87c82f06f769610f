"""What is done again, in a log too large for memory or held elsewhere: counted on an engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from amparo.flow.engines.engine import one_answer
from amparo.flow.eventlog import EventLog
from amparo.flow.eventlog.events import ACTIVITY, DAY
from amparo.flow.pathway import Pathway
from amparo.flow.process.coded import coded_of, stage_names
from amparo.flow.process.rework import Rework, rework_from

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine


def rework_log(engine: Engine, log: EventLog) -> Rework:
    """What cases of a log in memory go through more than once, counted on the engine."""
    from amparo.flow.engines.events import in_memory  # noqa: PLC0415  (Ibis takes 0.9 s)
    from amparo.flow.engines.rework_tables import loops_of  # noqa: PLC0415  (as above)

    coded = coded_of(log)
    events = log.events()
    words = events.get_column(ACTIVITY)
    named = events.with_columns(words.replace(stage_names(log.pathway, words)))
    done = pl.DataFrame({"case": range(coded.n_cases), "done": coded.finished})
    with one_answer(engine):
        table = in_memory(engine, named.select("case", ACTIVITY, DAY), log.as_of)
        loops = loops_of(engine, table, engine.given(done), log.stages)
    return rework_from(loops, log.as_of, log.unit, one_row_a_case=log.pathway.shape != "long")


def rework_file(engine: Engine, path: Path, pathway: Pathway) -> Rework:
    """The same of a file of events, or a folder of Parquet files, read by the engine itself.

    Raises: Refused for a file of one row a case (each stage once), or a column that is not there.
    """
    from amparo.flow.engines.events import done_in, in_a_file  # noqa: PLC0415  (Ibis takes 0.9 s)
    from amparo.flow.engines.rework_tables import loops_of  # noqa: PLC0415  (as above)

    with one_answer(engine):
        rows = engine.file(path)
        events = in_a_file(engine, rows, pathway, {})
        done = done_in(rows, events, pathway)
        loops = loops_of(engine, events, done, pathway.names)
    return rework_from(loops, events.as_of, pathway.unit, one_row_a_case=False)
