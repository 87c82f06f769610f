"""Inflow, outflow and backlog by month, with clearance rate and disposition time.

Source: CEPEJ and the National Center for State Courts (CourTools 2): clearance rate = resolved /
incoming; disposition time = pending at the end / resolved × days of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from amparo.flow.counts.counted import CAME, WENT, Counts, days_of
from amparo.flow.eventlog import EventLog


@dataclass(frozen=True, repr=False)
class Flow:
    """One step's monthly flow.

    Shapes: `frame` has one row a month: month (its first day), days (in it, up to the as-of day),
    incoming, resolved, backlog (at its end), clearance_rate, disposition_days.
    Misleads when: the file begins in the middle, since the backlog before it is not in it; the
    first months then look better than they were.
    """

    start: str
    to: str
    frame: pl.DataFrame

    def sentence(self) -> str:
        """What the last twelve months were, in words."""
        if self.frame.height == 0:
            return f"{self.start} → {self.to}: no month is known, or may be told."
        year = self.latest
        rate = year["clearance_rate"]
        if not isinstance(rate, float):
            return f"Nobody came in between {self.start} and {self.to} in the last year."
        days = year["disposition_days"]
        pace = f"; at this pace the backlog lasts {days:,.0f} days" if days else ""
        return (
            f"{self.start} → {self.to}, last {year['months']} months: for every 100 that came in, "
            f"{rate * 100:.0f} went on or left; {year['backlog']:,} wait{pace}."
        )

    def chart(self) -> Any:
        """The months as lines, as an Altair chart."""
        from amparo.flow.charts import flow_chart  # noqa: PLC0415  (draws only when asked)

        return flow_chart(self)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import figure  # noqa: PLC0415  (notebooks only)

        return figure(self.sentence(), self.chart())

    def __repr__(self) -> str:
        return f"Flow({self.sentence()})"

    @property
    def latest(self) -> dict[str, float | int | None]:
        """The twelve months up to the as-of day as one: incoming, resolved, backlog, and rates."""
        year = self.frame.tail(12)
        incoming, resolved = int(year["incoming"].sum()), int(year["resolved"].sum())
        backlog, days = int(year["backlog"][-1]) if year.height else 0, int(year["days"].sum())
        return {
            "months": year.height,
            "incoming": incoming,
            "resolved": resolved,
            "backlog": backlog,
            "clearance_rate": resolved / incoming if incoming else None,
            "disposition_days": backlog / resolved * days if resolved else None,
        }


def monthly(log: EventLog | Counts, index: int, *, days: pl.DataFrame | None = None) -> Flow:
    """The flow through one step: in when its stage is reached, out when the next is, or by exit.

    `days` are the log's days where they are known already (`counts.days_of`).
    """
    known = (days_of(log) if days is None else days).filter(pl.col("step") == index)
    came = known.filter(pl.col("way") == CAME)
    frame = _months(came.get_column("day"), log.as_of)
    for way, name in ((CAME, "incoming"), (WENT, "resolved")):
        by_month = (
            known.filter(pl.col("way") == way)
            .group_by(pl.col("day").dt.truncate("1mo").alias("month"))
            .agg(pl.col("n").sum().alias(name))
        )
        frame = frame.join(by_month, on="month", how="left")
    frame = frame.fill_null(0)
    frame = frame.with_columns(
        (pl.col("incoming").cum_sum() - pl.col("resolved").cum_sum()).alias("backlog")
    ).with_columns(
        pl.when(pl.col("incoming") > 0)
        .then(pl.col("resolved") / pl.col("incoming"))
        .alias("clearance_rate"),
        pl.when(pl.col("resolved") > 0)
        .then(pl.col("backlog") / pl.col("resolved") * pl.col("days"))
        .alias("disposition_days"),
    )
    return Flow(log.stages[index], log.stages[index + 1], frame)


def _months(days: pl.Series, as_of: date) -> pl.DataFrame:
    """Every month from the first that has a case to that of the as-of day."""
    if days.len() == 0:
        return pl.DataFrame(schema={"month": pl.Date, "days": pl.Int64})
    first = days.sort()[0].replace(day=1)
    months = pl.date_range(first, as_of.replace(day=1), "1mo", eager=True).alias("month")
    ends = months.dt.month_end().to_list()
    lengths = [(min(e, as_of) - m).days + 1 for m, e in zip(months.to_list(), ends, strict=True)]
    return pl.DataFrame({"month": months, "days": pl.Series(lengths, dtype=pl.Int64)})
