"""The map and the paths of a log too large for memory, or held elsewhere: counted on an engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.flow.engines.engine import one_answer
from amparo.flow.eventlog import EventLog
from amparo.flow.eventlog.events import coded_as, in_order, place_of
from amparo.flow.pathway import Pathway, Stage
from amparo.flow.process.coded import stage_names
from amparo.flow.process.follows import Follows, follows_from
from amparo.flow.process.kernel import CODE, Scanned
from amparo.flow.process.variants import Variants, spelled, variants_from

if TYPE_CHECKING:
    from datetime import date

    import ibis

    from amparo.flow.engines.engine import Engine


@dataclass(frozen=True)
class Mapped:
    """What follows what, and the paths that cases take."""

    follows: Follows
    variants: Variants


def map_log(engine: Engine, log: EventLog) -> Mapped:
    """The map and the paths of a log in memory, worked out on the engine."""
    from amparo.flow.engines.expressions import case_lists  # noqa: PLC0415  (Ibis takes 0.9 s)
    from amparo.flow.engines.tables import bits_for, finished, packed_events  # noqa: PLC0415

    events = log.events()
    words = events.get_column("activity")
    events = events.with_columns(words.replace(stage_names(log.pathway, words)))
    place = {**place_of(log), **{name: at for at, name in enumerate(log.stages)}}
    names = in_order(events.get_column("activity").unique().to_list(), place)
    done = log.frame.select("case", finished(log).alias("done"))
    packed = packed_events(events, coded_as(names), bits_for(len(names)))
    with one_answer(engine):
        table = engine.given(packed.join(done, on="case", how="left"))
        lists = engine.kept(case_lists(table, ("done",), {}, some_null=True))
        made = _mapped(engine, lists, names, log.as_of, log.unit, log.source)
    lost = log.n - made.follows.n
    return replace(made, follows=replace(made.follows, without_events=lost))


def map_file(engine: Engine, path: Path, pathway: Pathway) -> Mapped:
    """The map and the paths of a file, or a folder of Parquet files, read by the engine itself.

    Raises: Refused for a column that is not there or holds no dates.
    """
    from amparo.flow.engines.tables import of_rows  # noqa: PLC0415  (Ibis takes 0.9 s)

    with one_answer(engine):
        rows = engine.file(path)
        if pathway.shape == "long" and pathway.activity in rows.columns:
            rows, pathway = _by_stage_names(engine, rows, pathway)
        tables = of_rows(engine, rows, pathway)
        made = _mapped(
            engine, tables.finished_lists, tables.names, tables.as_of, pathway.unit, path.name
        )
        n = int(engine.frame(tables.cases.aggregate(n=tables.cases.count())).item())
    return replace(made, follows=replace(made.follows, without_events=n - made.follows.n))


def _by_stage_names(
    engine: Engine, rows: ibis.Table, pathway: Pathway
) -> tuple[ibis.Table, Pathway]:
    """Activities that are a stage under another name, by the stage's name; as a log's are."""
    name = pathway.activity or ""
    said = rows.select(activity=rows[name].cast("string"))
    there = engine.frame(said.distinct()).get_column("activity").drop_nulls()
    renamed = stage_names(pathway, there)
    if not renamed:
        return rows, pathway
    stages = tuple(
        Stage(s.name, renamed.get(s.column, s.column), tuple(renamed.get(a, a) for a in s.aliases))
        for s in pathway.stages
    )
    words = rows[name].cast("string").substitute(renamed)
    return rows.mutate(**{name: words}), replace(pathway, stages=stages)


def _mapped(  # noqa: PLR0917  (two callers, above)
    engine: Engine, lists: ibis.Table, names: Sequence[str], as_of: date, unit: str, source: str
) -> Mapped:
    from amparo.flow.engines import expressions as ask  # noqa: PLC0415  (Ibis takes 0.9 s)
    from amparo.flow.engines.columns import day_number  # noqa: PLC0415  (as above)
    from amparo.flow.engines.tables import bits_for  # noqa: PLC0415  (as above)

    bits = bits_for(len(names))
    there = engine.frame(ask.activities(lists, bits))
    seen = there.get_column("a").to_list()
    listed = sorted(names[code] for code in seen)
    place = pl.Series(
        [listed.index(name) if at in seen else None for at, name in enumerate(names)],
        dtype=pl.Int64,
    )

    def counted(table: ibis.Table, *codes: str) -> pl.DataFrame:
        """With codes that stand for the names in order."""
        frame = engine.frame(table)
        return frame.with_columns(
            place.gather(frame.get_column(code)).alias(code) for code in codes
        )

    ends = counted(ask.ends(lists, bits), "a", "b")
    pairs = counted(ask.cases_of_pairs(lists, bits), "a", "b")
    days = counted(ask.follows(lists, bits), "a", "b")
    scanned = Scanned(
        days.rename({"a": "source", "b": "target"}),
        pairs.select(source="a", target="b", n_cases="n"),
        _standing(there.with_columns(a=place.gather(there.get_column("a"))), ends),
    )
    n = int(ends.get_column("n").sum())
    follows = replace(follows_from(scanned, listed, n=n, as_of=as_of), unit=unit, source=source)
    paths = engine.frame(ask.paths(lists, bits, day_number(as_of)))
    taken = paths.select(
        pl.Series("path", [_bytes(place, v) for v in paths.get_column("v")], dtype=pl.Binary),
        pl.col("done").cast(pl.Boolean).alias("finished"), "days", "n",
    )  # fmt: skip
    frame = spelled(variants_from(taken), listed)
    n_finished = int(ends.filter(pl.col("done").cast(pl.Boolean)).get_column("n").sum())
    return Mapped(follows, Variants(frame, n, n_finished, frame.height, as_of, unit))


def _standing(there: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """Each activity with how often it was, in how many cases, and how many began or stopped so."""
    done = pl.col("done").cast(pl.Boolean)
    parts = (
        ends.group_by("a").agg(pl.col("n").sum().alias("started")),
        ends.filter(done).group_by(a="b").agg(pl.col("n").sum().alias("ended")),
        ends.filter(~done).group_by(a="b").agg(pl.col("n").sum().alias("open")),
    )
    for part in parts:
        there = there.join(part, on="a", how="left")
    return there.rename({"a": "activity"}).fill_null(0)


def _bytes(place: pl.Series, codes: Any) -> bytes:
    return place.gather(codes).to_numpy().astype(CODE).tobytes()
