"""Which cases a number is about: a cohort, followed to the as-of day, or what a period saw.

A cohort asks "of those who came in then, what became of them?". A period asks "at the pace and with
the losses of those months, what would become of someone who came in?". The two differ whenever
things change, so no number of one is ever put beside one of the other.

Source: delayed entry for those who already waited when a period began: Keiding 1990; Andersen,
Borgan, Gill and Keiding 1993, section III.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.counts import ADVANCED, EXITED, WAITING, Counts
from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog
from amparo.flow.eventlog.log import BLANK, column_for
from amparo.flow.hazards import LATE
from amparo.flow.pathway import Pathway


@dataclass(frozen=True)
class Cohort:
    """Those who reached the first stage from one day to another, both counted, followed on."""

    entered_from: date
    entered_to: date

    def __post_init__(self) -> None:
        _in_order(self.entered_from, self.entered_to)

    def sentence(self) -> str:
        """ "those who came in from 1 March 2024 to 31 May 2024"."""
        return f"those who came in from {_span(self.entered_from, self.entered_to)}"

    def meets(self, other: Cohort) -> bool:
        """Whether a case may be in both."""
        return self.entered_from <= other.entered_to and other.entered_from <= self.entered_to


@dataclass(frozen=True)
class Period:
    """What happened from one day to another, both counted, to whoever was there.

    Misleads when: few already waited long when the period began; the shares of long waits then
    stand on few cases.
    """

    begins_on: date
    ends_on: date

    def __post_init__(self) -> None:
        _in_order(self.begins_on, self.ends_on)

    def sentence(self) -> str:
        """ "what happened from 1 March 2024 to 31 May 2024"."""
        return f"what happened from {_span(self.begins_on, self.ends_on)}"

    def meets(self, other: Period) -> bool:
        """Whether a day is in both."""
        return self.begins_on <= other.ends_on and other.begins_on <= self.ends_on


View = Cohort | Period | None


def on_pathway(log: EventLog | Counts, pathway: Pathway | Sequence[str]) -> EventLog | Counts:
    """The log as it is on some of its stages, in their order.

    Raises: Refused for a stage that the log has not, and for counts of other stages.
    """
    names = pathway.names if isinstance(pathway, Pathway) else tuple(pathway)
    places = [log.stages.index(name) if name in log.stages else -1 for name in names]
    if -1 in places or places != sorted(set(places)):
        raise Refused(
            "The log does not have these stages in this order", found=", ".join(names),
            next_step=f"it has: {', '.join(log.stages)}",
        )  # fmt: skip
    if names == log.stages:
        return log
    if not isinstance(log, EventLog):
        raise Refused(
            "Counts cannot be taken between other stages", found=", ".join(names),
            next_step="ask the log itself, or count it again with this pathway",
        )  # fmt: skip
    moved = {log.column_of(group): column_for(group, names) for group in log.pathway.groups}
    dropped = [name for name in log.stages if name not in names]
    stages = tuple(stage for stage in log.pathway.stages if stage.name in names)
    return replace(
        log,
        frame=log.frame.drop(dropped).rename(moved),
        pathway=replace(log.pathway, stages=stages),
        ledger=None,
    )


def moves_in(log: EventLog, view: View = None, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """Counts of moves: from each stage a case was at, to whatever came next.

    Shapes: one row for each (group values, step, outcome, to, kind, late, days) that occurs, with
    `n`. `step` is the stage it was at; `to` the stage it went to, which may lie beyond the next
    one; `late` how many days it had waited there when a period began, 0 else.
    A stage counts as visited when its day comes before that of every later stage; on one day the
    order is that of the pathway. So nothing is set aside and nobody waits for a stage he skipped.
    Raises: CannotEstimate for a view in which nobody is.
    """
    columns = [log.column_of(group) for group in by]
    frame, as_of = _cohort(log, view), log.as_of
    if isinstance(view, Period):
        frame, as_of = _as_known(log, view.ends_on), view.ends_on
    begins_on = view.begins_on if isinstance(view, Period) else None
    places = range(len(log.stages) - 1)
    parts = [
        _moves(frame, log.stages[k:], columns, as_of, begins_on).with_columns(
            pl.lit(k, dtype=pl.Int32).alias("step"), pl.col("to") + k
        )
        for k in places
    ]
    made = pl.concat(parts).select(*columns, "step", "outcome", "to", "kind", LATE, "days", "n")
    if made.height == 0:
        where = "the log" if view is None else view.sentence()
        raise CannotEstimate("Nobody is at any stage", found=where, next_step="choose other days")
    return made.sort(*columns, "step", "outcome", "to", "kind", "late", "days")


def straight_in(log: EventLog, view: Cohort | None, stage: int) -> pl.DataFrame:
    """Counts from the first stage to one or what lies beyond it, as if it were one step."""
    beyond = pl.min_horizontal(*log.stages[stage:])
    goal = log.stages[-1]
    # Those whose first stage comes first, as in the moves.
    first = pl.min_horizontal(*log.stages[1:])
    start = pl.col(log.stages[0])
    frame = _cohort(log, view).filter(first.is_null() | (start <= first))
    together = frame.with_columns(beyond.alias(goal))
    return _moves(together, (log.stages[0], goal), [], log.as_of, None)


def _cohort(log: EventLog, view: View) -> pl.DataFrame:
    if not isinstance(view, Cohort):
        return log.frame
    return log.frame.filter(pl.col(log.stages[0]).is_between(view.entered_from, view.entered_to))


def _as_known(log: EventLog, last: date) -> pl.DataFrame:
    """The cases as they stood at the end of a day. Raises: Refused for a day after the data."""
    if last > log.as_of:
        raise Refused(
            "The period ends after the day of the data", found=last.isoformat(),
            next_step=f"end it by {log.as_of.isoformat()}",
        )  # fmt: skip
    left = pl.col(EXIT_ON) <= last
    return log.frame.with_columns(
        *(pl.when(pl.col(name) <= last).then(pl.col(name)) for name in log.stages),
        pl.when(left).then(pl.col(EXIT)).alias(EXIT),
        pl.when(left).then(pl.col(EXIT_ON)).alias(EXIT_ON),
    )


def _moves(
    frame: pl.DataFrame, stages: Sequence[str], by: list[str], as_of: date, begins_on: date | None
) -> pl.DataFrame:
    """Moves from the first of these stages to the others, which `to` numbers from 1."""
    start, later = pl.col(stages[0]), [pl.col(name) for name in stages[1:]]
    following = pl.min_horizontal(*later)
    to = pl.coalesce(pl.when(day == following).then(k) for k, day in enumerate(later, start=1))
    advances, leaves = following.is_not_null(), pl.col(EXIT).is_not_null()
    left = pl.max_horizontal(start, EXIT_ON)
    until = pl.when(advances).then(following).when(leaves).then(left).otherwise(pl.lit(as_of))
    # Whoever was at the stage before, and not gone from it yet, when the period began.
    begins = pl.lit(begins_on, dtype=pl.Date)
    here = start.is_not_null() & (~advances | (start <= following))
    there = here if begins_on is None else here & (start <= as_of) & (until >= begins)
    late = (begins - start).dt.total_days().clip(0).fill_null(0)
    return (
        frame.lazy()
        .filter(there)
        .select(
            *(pl.col(name).fill_null(BLANK) for name in by),
            pl.when(advances).then(pl.lit(ADVANCED)).when(leaves).then(pl.lit(EXITED))
            .otherwise(pl.lit(WAITING)).alias("outcome"),
            pl.when(advances).then(to).cast(pl.Int32).alias("to"),
            pl.when(~advances & leaves).then(pl.col(EXIT)).otherwise(pl.lit("")).alias("kind"),
            late.cast(pl.Int32).alias(LATE),
            (until - start).dt.total_days().cast(pl.Int32).alias("days"),
        )
        .group_by(*by, "outcome", "to", "kind", LATE, "days")
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .collect()
    )  # fmt: skip


def kept_apart(one: View, other: View) -> None:
    """Refuse what would mix a cohort with a period, or count a case on both sides.

    Raises: Refused.
    """
    if type(one) is not type(other):
        raise Refused(
            "A cohort and a period cannot be compared: they answer different questions",
            found=f"{_said(one)}; {_said(other)}", next_step="make both from the same kind of view",
        )  # fmt: skip
    overlaps = (isinstance(one, Cohort) and isinstance(other, Cohort) and one.meets(other)) or (
        isinstance(one, Period) and isinstance(other, Period) and one.meets(other)
    )
    if overlaps:
        raise Refused(
            "The two share days, so that a case may be on both sides",
            found=f"{_said(one)}; {_said(other)}", next_step="choose days that do not overlap",
        )  # fmt: skip


def _said(view: View) -> str:
    return "all cases of the log" if view is None else view.sentence()


def _in_order(first: date, last: date) -> None:
    if last < first:
        raise Refused("The last day lies before the first", found=f"{first} to {last}")


def _span(first: date, last: date) -> str:
    from amparo.flow.wording import day  # noqa: PLC0415  (wording knows intervals)

    return f"{day(first)} to {day(last)}"
