"""Stays at steps, and hearings, as Ibis expressions: written once, run by every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import polars as pl

from amparo.flow.counts.steps import FIXED
from amparo.flow.engines.events import NO, Events, of_stages
from amparo.flow.system.model import ADVANCES
from amparo.flow.system.stays import FRAME, HEARING, HEARINGS, SKIPPED

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine
    from amparo.flow.engines.tables import Tables
    from amparo.flow.pathway import Pathway

ADVANCED, PASSED_BY = 0, 1  # codes of how a stay ended; exits are from `len(FIXED)` on
KEYS = ("step", "start", "ended", "days", "outside")


def stays_in(engine: Engine, tables: Tables) -> pl.DataFrame:
    """The frame of `Stays`."""
    parts = [_at_step(tables, step) for step in range(tables.shape.n_stages - 1)]
    together = ibis.union(*parts) if len(parts) > 1 else parts[0]
    counted = engine.frame(together.group_by(list(KEYS)).aggregate(n=together.count()))
    word = {ADVANCED: ADVANCES, PASSED_BY: SKIPPED}
    word |= {len(FIXED) + at: kind for at, kind in enumerate(tables.kinds)}
    ended = pl.col("ended").replace_strict(word, default=None, return_dtype=pl.String)
    return counted.with_columns(ended).select(FRAME.names()).cast(FRAME)


def _at_step(tables: Tables, step: int) -> ibis.Table:
    """One row a case at the step; `outside` where it did not come from the step before."""
    cases, shape = tables.cases, tables.shape
    none = ibis.null("int64")
    start, to = cases[f"s{step}"], cases[f"s{step + 1}"]
    later = [cases[f"s{k}"] for k in range(step + 2, shape.n_stages)]
    skipped = none if not later else later[0] if len(later) == 1 else ibis.least(*later)
    left, left_on = (cases.left, cases.left_on) if shape.has_exits else (none, none)
    end = ibis.coalesce(to, skipped, left_on, shape.as_of)
    return cases.filter(start.notnull()).select(
        step=ibis.literal(step, "int64"),
        start=start.cast("int64"),
        ended=ibis.cases(
            (to.notnull(), ibis.literal(ADVANCED, "int64")), (skipped.notnull(), PASSED_BY),
            else_=left,
        ),
        days=ibis.greatest(end - start, 0).cast("int64"),
        outside=cases[f"s{step - 1}"].isnull() if step else ibis.literal(value=True),
    )  # fmt: skip


def hearings_in(
    engine: Engine, events: Events, pathway: Pathway, hearing: str, adjourned: str
) -> pl.DataFrame:
    """The hearings of `Stays`: how many were put off, for how long, and how far the case was."""
    rows = events.rows
    own = of_stages(events, pathway)
    reached = rows.group_by("case").aggregate(
        **{f"s{k}": rows.day.min(where=events.are(words)) for k, words in enumerate(own)}
    )
    hearing, adjourned = (events.named([name])[0] for name in (hearing, adjourned))
    held = rows.filter(events.are([hearing, adjourned]))
    following = held.day.lead().over(group_by=held["case"], order_by=held["at"])
    put_off = events.any_of(held.code, [adjourned])
    told = held.mutate(gap=following - held.day, adjourned=put_off).join(reached, "case")
    passed = sum(
        (ibis.ifelse((told[f"s{k}"] <= told.day).fill_null(NO), 1, 0) for k in range(len(own))),
        ibis.literal(0, "int64"),
    )
    counted = told.mutate(passed=passed)
    frame = engine.frame(counted.group_by(list(HEARING)).aggregate(n=counted.count()))
    return frame.select(HEARINGS.names()).cast(HEARINGS)
