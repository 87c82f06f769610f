"""Outcomes from an event log that open cases do not bend, by unit and period of entry.

A share "went on within D days" is counted over those who entered in a period only when the whole
period lies D days or more before the as-of day: everyone counted was followed for as long. Periods
that cannot be judged yet are cut off, and how many cases that leaves out is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.counts import ADVANCED, SET_ASIDE, Counts
from amparo.flow.effects.axis import axis_of
from amparo.flow.effects.entries import entries, every, judged, stage_of, untold
from amparo.flow.effects.panel import ALL, NEVER, Panel, Scale
from amparo.flow.eventlog import EventLog
from amparo.flow.eventlog.log import BLANK
from amparo.flow.survival import kaplan_meier
from amparo.flow.wording import day as words_of
from amparo.flow.wording import plural


@dataclass(frozen=True, eq=False)
class Outcome:
    """One outcome by unit and period.

    Shapes: `frame` has one row a unit and period: `unit`, `period` (its first day), `value`, `n`
    (cases, or days for counts). Counts: cases, by the day of entry.
    """

    frame: pl.DataFrame
    name: str
    scale: Scale
    unit: str | None
    period: str
    n_cut: int
    n_total: int
    notes: tuple[str, ...]

    def panel(self, treated_from: Mapping[Any, Any] | date | str) -> Panel:
        """The panel for `effect`; `treated_from` maps unit → day, or is one day for all units.

        Raises: Refused for a unit that is not in the log.
        """
        axis = axis_of(self.frame.get_column("period"))
        units = self.frame.get_column("unit").unique().sort().to_list()
        given = treated_from
        told = given if isinstance(given, Mapping) else dict.fromkeys(units, given)
        if strangers := sorted(str(k) for k in told if str(k) not in units):
            raise Refused(
                "A unit that was repaired is not in the data", found=", ".join(strangers[:5]),
                next_step="there are: " + ", ".join(units[:20]),
            )  # fmt: skip
        days = {str(k): v for k, v in told.items()}
        places = axis.places([days.get(name) for name in units], what="treated from")
        first = {
            name: NEVER if place is None else place
            for name, place in zip(units, places, strict=True)
        }
        at = axis.places(self.frame.get_column("period").to_list(), what="period")
        made = self.frame.select(
            "unit", pl.Series("at", at, dtype=pl.Int64), pl.col("value").cast(pl.Float64),
            pl.col("n").cast(pl.Float64),
            pl.col("unit").replace_strict(first, return_dtype=pl.Int64).alias("first"),
        )  # fmt: skip
        return Panel(
            made, axis, self.name, self.scale, self.notes, n_rows=self.n_total, n_cut=self.n_cut,
            has_n=self.scale is Scale.SHARE, unit_word=self.unit or "place",
        )  # fmt: skip

    def sentence(self) -> str:
        """What is measured, over which days, and what had to be left out, in words."""
        units = self.frame.get_column("unit").n_unique()
        periods = self.frame.get_column("period").unique().sort().to_list()
        where = f" in {units:,} {plural(self.unit)}" if self.unit else ""
        head = f"{self.name[0].upper()}{self.name[1:]}{where}, by {self.period}"
        span = f", from {words_of(periods[0])} to {words_of(periods[-1])}" if periods else ""
        return " ".join([f"{head}{span}.", *self.notes])

    def chart(self) -> Any:
        """Each unit's line by period, as an Altair chart."""
        from amparo.flow.effects.drawing import outcome_chart  # noqa: PLC0415  (draws when asked)

        return outcome_chart(self)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Outcome({self.sentence()})"


def advanced_within(
    source: EventLog | Counts, start: str, to: str, days: int, *, by: str | None = None,
    period: str = "month",
) -> Outcome:  # fmt: skip
    """Of those who entered `start`, the share that reached `to` within `days` days.

    Whoever left by an exit before did not reach it. Cases whose next day lies before the first have
    no time and are left out. Counts must be by that period of entry (`entries.by_entry`).
    Misleads when: entering is itself changed by the repair (more, or other, cases come in).
    """
    start, to = stage_of(source, start), stage_of(source, to)
    rows = entries(source, start, to, by=by, period=period)
    kept, cut, notes = judged(rows, source, period=period, days=days, unit=source.unit)
    notes += untold(source, start, rows)
    aside = pl.col("outcome") == SET_ASIDE
    backwards = int(kept.filter(aside).get_column("n").sum())
    if backwards:
        notes += (
            f"{backwards:,} {plural(source.unit, backwards)} with {to} dated before {start} are "
            "left out.",
        )
    reached = (pl.col("outcome") == ADVANCED) & (pl.col("days") <= days)
    frame = (
        kept.filter(~aside)
        .group_by("unit", "period")
        .agg((pl.col("n").filter(reached).sum() / pl.col("n").sum()).alias("value"),
             pl.col("n").sum())
        .sort("unit", "period")
    )  # fmt: skip
    name = f"the share of {plural(source.unit)} that went from {start} to {to} within {days} days"
    return Outcome(frame, name, Scale.SHARE, by, period, cut, _total(rows), notes)


def days_waited(
    source: EventLog | Counts, start: str, to: str, days: int, *, by: str | None = None,
    period: str = "month",
) -> Outcome:  # fmt: skip
    """Days from `start` to `to` on average, none counted beyond `days` (the restricted mean).

    Kaplan–Meier within each unit and period; those who left by an exit are censored then.
    Misleads when: those who leave would have waited otherwise than those who stay.
    """
    start, to = stage_of(source, start), stage_of(source, to)
    rows = entries(source, start, to, by=by, period=period)
    kept, cut, notes = judged(rows, source, period=period, days=days, unit=source.unit)
    notes += untold(source, start, rows)
    timed = kept.filter(pl.col("outcome") != SET_ASIDE).partition_by("unit", "period", as_dict=True)
    made = [
        (unit, at, kaplan_meier(part).mean_up_to(days), int(part.get_column("n").sum()))
        for (unit, at), part in timed.items()
    ]
    schema = {"unit": pl.String, "period": pl.Date, "value": pl.Float64, "n": pl.Int64}
    frame = pl.DataFrame(made, schema=schema, orient="row").sort("unit", "period")
    name = f"the days from {start} to {to}, none beyond {days}"
    return Outcome(frame, name, Scale.VALUE, by, period, cut, _total(rows), notes)


def entered(
    source: EventLog | Counts, start: str, *, by: str | None = None, period: str = "month"
) -> Outcome:
    """How many cases reached `start`, a day; a month without any counts as none.

    Misleads when: a rise in complaints may be more crime, or more trust.
    """
    start = stage_of(source, start)
    rows = entries(source, start, None, by=by, period=period)
    kept, cut, notes = judged(rows, source, period=period, days=0, unit=source.unit)
    return _counted(
        kept, f"the number of {plural(source.unit)} with {start}", by=by, period=period, cut=cut,
        total=_total(rows), notes=(*notes, *untold(source, start, rows)),
    )  # fmt: skip


def happened(
    log: EventLog, activity: str, *, by: str | None = None, period: str = "month"
) -> Outcome:
    """How many events of one activity (hearings, say) there were, a day.

    Raises: Refused where the log has no such activity.
    """
    events = log.events()
    rows = events.filter(pl.col("activity") == activity).drop_nulls("day")
    if rows.height == 0:
        known = sorted(events.get_column("activity").drop_nulls().unique().to_list())
        raise Refused(
            "The log has no such activity", found=activity,
            next_step="there are: " + ", ".join(known[:20]),
        )  # fmt: skip
    if by is None:
        made = rows.with_columns(pl.lit(ALL).alias("unit"))
    else:
        groups = log.frame.select("case", pl.col(log.column_of(by)).fill_null(BLANK).alias("unit"))
        made = rows.join(groups, on="case", how="inner")
    period_of = pl.col("day").dt.truncate(every(period)).alias("period")
    made = made.group_by("unit", period_of).agg(pl.len().cast(pl.Int64).alias("n"))
    kept, cut, notes = judged(made, log, period=period, days=0, unit="event")
    return _counted(
        kept, f"the number of {activity}", by=by, period=period, cut=cut, total=_total(made),
        notes=notes,
    )  # fmt: skip


def _counted(
    rows: pl.DataFrame, name: str, *, by: str | None, period: str, cut: int, total: int,
    notes: tuple[str, ...],
) -> Outcome:  # fmt: skip
    """Counts over the days of each period, with the periods that have none."""
    first, last = rows["period"].min(), rows["period"].max()
    line = pl.DataFrame({"period": pl.date_range(first, last, every(period), eager=True)})  # type: ignore[arg-type]
    grid = rows.select(pl.col("unit").unique().sort()).join(line, how="cross")
    counts = rows.group_by("unit", "period").agg(pl.col("n").sum().alias("k"))
    length = pl.col("period").dt.offset_by(every(period)) - pl.col("period")
    frame = grid.join(counts, on=["unit", "period"], how="left").with_columns(
        pl.col("k").fill_null(0), length.dt.total_days().alias("n")
    )
    frame = frame.select("unit", "period", (pl.col("k") / pl.col("n")).alias("value"), "n")
    return Outcome(frame, f"{name} a day", Scale.COUNT, by, period, cut, total, notes)


def _total(rows: pl.DataFrame) -> int:
    return int(rows.get_column("n").sum())
