"""The age of what waits, and the days that reasons cost, as Altair charts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.flow import charts
from amparo.flow.courts.cases import EDGES
from amparo.flow.courts.counted import ALL
from amparo.flow.wording import percent

if TYPE_CHECKING:
    from amparo.flow.courts.result import Courts

MOST = 12


def ages_chart(found: Courts, *, narrow: bool = False) -> Any:
    """Bars by class of age; the classes wholly beyond the standard are amber."""
    there = {row["from_days"]: row for row in found.ages.filter(pl.col("unit") == ALL).to_dicts()}
    ends = [*(f"{edge} to {other - 1}" for edge, other in pairwise(EDGES)),
            f"{EDGES[-1]:,} and more"]  # fmt: skip
    rows = []
    for edge, label in zip(EDGES, ends, strict=True):
        n, share = (there[edge][k] for k in ("n", "share")) if edge in there else (0, 0.0)
        rows.append({"what": f"{label} days", "n": n, "label": f"{n:,} ({percent(share)})",
                     "late": edge > found.asked.standard_days})  # fmt: skip
    return _bars(rows, "Active pending cases by days since filing", narrow=narrow)


def reasons_chart(found: Courts, *, narrow: bool = False) -> Any:
    """Bars of the days that each reason costs, most first."""
    whole = found.reasons.filter(pl.col("unit") == ALL).head(MOST)
    rows = [
        {
            "what": row["reason"] if narrow else f"{row['reason']} ({row['party']})",
            "label": f"{row['days']:,} days" + ("" if narrow else f", {row['n']:,} times"),
            "n": row["days"], "late": False,
        }
        for row in whole.to_dicts()
    ]  # fmt: skip
    return _bars(rows, "Days that each reason of adjournment costs", narrow=narrow)


def _bars(rows: list[dict[str, Any]], about: str, *, narrow: bool) -> Any:
    import altair as alt

    most = max((row["n"] for row in rows), default=1) or 1
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("what:N", sort=None, title=None, axis=alt.Axis(labelLimit=150 if narrow else 300)),
        x=alt.X("n:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * 1.7])),
    )
    colour = alt.Color("late:N", legend=None, scale=alt.Scale(
        domain=[False, True], range=[charts.TEAL, charts.AMBER]))  # fmt: skip
    chart = base.mark_bar(height=18).encode(color=colour) + base.mark_text(
        align="left", dx=5, fontSize=13
    ).encode(text="label:N")
    width = charts.NARROW - 20 if narrow else charts.WIDE - 60
    return charts.styled(chart.properties(width=width, height=alt.Step(28), description=about))
