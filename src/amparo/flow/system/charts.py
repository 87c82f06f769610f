"""The drawings of a simulation: who waits where, and how that goes on, base against changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.flow.charts import AMBER, GREY, NARROW, TEAL, WIDE, styled

if TYPE_CHECKING:
    from amparo.flow.system.backtest import Backtest
    from amparo.flow.system.difference import Difference
    from amparo.flow.system.model import System
from amparo.flow.system.result import Simulated


def inside_chart(system: System, *, narrow: bool = False) -> Any:
    """Bars: how many cases are inside each station at the start."""
    import altair as alt

    rows = [{"station": s.name, "n": len(s.waiting_days)} for s in system.stations]
    most = max((len(s.waiting_days) for s in system.stations), default=1) or 1
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("station:N", sort=None, title=None, axis=alt.Axis(labelLimit=240)),
        x=alt.X("n:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.3])),
    )
    chart = base.mark_bar(color=TEAL, height=18) + base.mark_text(align="left", dx=5).encode(
        text=alt.Text("n:Q", format=",")
    )
    said = f"How many {system.unit}s are inside each step"
    return styled(chart.properties(width=NARROW if narrow else WIDE, height=alt.Step(28),
                                   description=said))  # fmt: skip


def ahead_chart(made: Simulated, *, narrow: bool = False) -> Any:
    """Lines: the cases inside each step, month by month, with 95 % of replications."""
    rows = _inside(made, "as it is")
    return _lines(rows, [one.name for one in made.system.stations], ["as it is"],
                  f"Cases inside each step over {made.years:g} years", narrow=narrow)  # fmt: skip


def difference_chart(found: Difference, *, narrow: bool = False) -> Any:
    """Lines: cases inside the steps that differ most, as the system is and with the change."""
    names = [one.name for one in found.base.system.stations]
    most = found.differ_most(3)
    rows = _inside(found.base, "as it is") + _inside(found.changed, "with the change")
    shown = [name for name in names if name in most]
    kept = [row for row in rows if row["station"] in shown]
    return _lines(kept, shown, ["as it is", "with the change"],
                  "Cases inside the steps that differ most, as it is and with the change",
                  narrow=narrow)  # fmt: skip


def _inside(made: Simulated, which: str) -> list[dict[str, Any]]:
    """Rows of the drawing; the first is what is inside on the day it starts."""
    zero = [
        {"on": _day(made.system.starts_on), "station": s.name, "value": len(s.waiting_days),
         "low": len(s.waiting_days), "high": len(s.waiting_days), "which": which}
        for s in made.system.stations
    ]  # fmt: skip
    frame = made.frame.filter(pl.col("measure") == "inside")
    return zero + [
        {"on": _day(row["on"]), "station": row["station"], "value": row["value"],
         "low": row["low"], "high": row["high"], "which": which}
        for row in frame.rows(named=True)
    ]  # fmt: skip


def _day(day: date) -> str:
    return day.isoformat()


def _lines(
    rows: list[dict[str, Any]], stations: list[str], which: list[str], said: str, *, narrow: bool
) -> Any:
    import altair as alt

    colours = alt.Color(
        "which:N",
        scale=alt.Scale(domain=which, range=[TEAL, AMBER][: len(which)]),
        legend=alt.Legend(
            title=None,
            orient="top",
            symbolType="stroke",
            symbolOpacity=1,
            symbolStrokeWidth=3,
            labelFontSize=13,
        )
        if len(which) > 1
        else None,
    )
    base = alt.Chart().encode(
        x=alt.X("on:T", title=None, axis=alt.Axis(tickCount=3 if narrow else 6, format="%b %Y")),
        color=colours,
    )
    band = base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", title="Cases inside"), y2="high:Q")
    line = base.mark_line(strokeWidth=2.5).encode(
        y="value:Q", strokeDash=alt.StrokeDash("which:N", sort=which, legend=None)
    )
    chart = alt.layer(band, line, data=alt.InlineData(values=rows)).properties(
        width=NARROW + 60 if narrow else WIDE, height=130
    )
    faceted = chart.facet(
        row=alt.Row("station:N", sort=stations, title=None,
                    header=alt.Header(orient="top", labelFontSize=13, labelAnchor="start")),
        spacing=14,
    ).resolve_scale(y="independent")  # fmt: skip
    return styled(faceted.properties(description=said))


def backtest_chart(found: Backtest, *, narrow: bool = False) -> Any:
    """For each step what was simulated with 95 %, and what was seen."""
    import altair as alt

    rows = found.frame.to_dicts()
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("station:N", sort=None, title=None, axis=alt.Axis(labelLimit=240))
    )
    span = base.mark_rule(color=TEAL, strokeWidth=6, opacity=0.35).encode(
        x=alt.X("low:Q", title=f"Cases inside on {found.until.isoformat()}"), x2="high:Q"
    )
    middle = base.mark_tick(color=TEAL, thickness=3, size=18).encode(x="simulated:Q")
    seen = base.mark_point(color=AMBER, filled=True, size=90, opacity=1).encode(x="seen:Q")
    words = base.mark_text(color=GREY, dy=-14).encode(
        x="seen:Q", text=alt.Text("seen:Q", format=",")
    )
    return styled(
        (span + middle + seen + words).properties(
            width=NARROW if narrow else WIDE, height=alt.Step(44),
            description="Simulated backlog with its interval, and what was seen",
        )
    )  # fmt: skip
