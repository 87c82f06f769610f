"""What is done again as Ibis expressions: written once, run by every engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
import polars as pl

from amparo.flow.engines.columns import day_number
from amparo.flow.engines.events import NO, Events
from amparo.flow.process.rework import Loops

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine

WAYS = ("activity", "after")


def loops_of(engine: Engine, events: Events, done: ibis.Table, stages: Sequence[str]) -> Loops:
    """The same counts as of a log in memory."""
    rows = events.rows
    back = engine.kept(_returns(events, done, stages))
    times = rows.group_by("case", "code").aggregate(
        times=rows.count() - 1, days=rows.day.max() - rows.day.min()
    )
    before = rows["code"].lag().over(group_by=rows["case"], order_by=rows["at"])
    pairs = rows.mutate(before=before)
    names = pl.Series("name", events.names, dtype=pl.String)
    counted = {
        "again": _n(times.filter(times.times > 0), ["code", "times", "days"]),
        "at_once": _n(pairs.filter(pairs.before == pairs.code), ["code"]),
        "back": _n(back, ["stage", "far", "as_far", "days"]),
        "back_cases": _n(back.distinct(on=["case", "stage", "far"]), ["stage", "far"]),
    }
    frames = {name: engine.frame(table) for name, table in counted.items()}
    for name in ("again", "at_once"):
        frame = frames[name]
        activity = names.gather(frame.get_column("code")).alias("activity")
        frames[name] = frame.with_columns(activity).drop("code")
    word = pl.Series("stage", stages, dtype=pl.String)
    for name in ("back", "back_cases"):
        frame = frames[name]
        said = [
            word.gather(frame.get_column(code)).alias(way)
            for code, way in zip(("stage", "far"), WAYS, strict=True)
        ]
        frames[name] = frame.drop("stage", "far").with_columns(said)
    whole = engine.frame(
        rows.aggregate(n=rows["case"].nunique()).cross_join(
            back.aggregate(n_back=back["case"].nunique())
        )
    )
    return Loops(**frames, n=int(whole.item(0, "n")), n_back=int(whole.item(0, "n_back")))


def _n(rows: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    return rows.group_by(list(keys)).aggregate(n=rows.count())


def _returns(events: Events, done: ibis.Table, stages: Sequence[str]) -> ibis.Table:
    """`case, stage, far, days, as_far`, one row a return; stages by their place.

    A case's events are parted into journeys: each begins where it is as far as ever, or farther,
    and the events behind that follow it. A journey in which a stage that the case already had comes
    again is one return, from the first such event to the next journey, or to the end of the case.
    """
    place = {name: at for at, name in enumerate(stages)}
    staged = [(at, place[name]) for at, name in enumerate(events.names) if name in place]
    rows = events.rows
    last = rows.group_by("case").aggregate(last_on=rows.day.max())
    known_as = [(rows.code == at, k) for at, k in staged] or [(NO, -1)]
    stage = ibis.cases(*known_as, else_=-1).cast("int64")
    known = rows.select("case", "at", "day", stage=stage)
    there = known.filter(known.stage >= 0)
    case, order = there["case"], there["at"]
    upto = ibis.window(group_by=case, order_by=order, preceding=(None, 1))
    seen = ibis.row_number().over(group_by=[case, there.stage], order_by=order) > 0
    told = there.mutate(before=there.stage.max().over(upto), seen=seen)
    behind = (told.stage < told.before).fill_null(NO)
    placed = told.mutate(behind=behind)
    sofar = ibis.window(group_by=placed["case"], order_by=placed["at"], preceding=None, following=0)
    journey = (~placed.behind).cast("int64").sum().over(sofar)
    told = placed.mutate(journey=journey)
    again = told.behind & told.seen
    journeys = told.group_by("case", "journey").aggregate(
        far=told.stage.max(),
        began=told.day.min(),
        back_on=told.day.argmin(told["at"], where=again),
        stage=told.stage.argmin(told["at"], where=again),
    )
    onward = journeys.began.lead().over(group_by=journeys["case"], order_by=journeys.journey)
    each = journeys.mutate(onward=onward)
    backs = each.filter(each.stage.notnull()).join(done, "case").join(last, "case")
    until = ibis.ifelse(backs.done, backs.last_on, day_number(events.as_of))
    return backs.select(
        "case", "stage", "far",
        as_far=backs.onward.notnull(),
        days=backs.onward.fill_null(until) - backs.back_on,
    )  # fmt: skip
