"""Drawings of waves, and of crimes that were punished: shares with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from amparo.flow.charts import GREY, NARROW, TEAL, WIDE, styled

Point = tuple[str, float, float, float]
Mark = tuple[str, str]
Span = tuple[str, float, float, str]
ONE_IN = "'1 in ' + format(1 / datum.value, ',.0f')"  # in Vega's own language


@dataclass(frozen=True)
class Panel:
    """One measure over time: its name, whether it is a "share", "days" or another number, and
    its points (day, value, low, high)."""

    name: str
    kind: str
    points: Sequence[Point]


def waves_chart(points: Sequence[Point], *, narrow: bool = False) -> Any:
    """Points of (day, share, low, high); no line joins them, since nobody looked in between."""
    drawn = _panel(Panel("Share", "share", points), (), narrow=narrow, span=None, named=True)
    return styled(
        drawn.properties(
            width=NARROW + 70 if narrow else WIDE, height=200 if narrow else 230,
            description="Prevalence by wave, with intervals",
        )
    )  # fmt: skip


def panels_chart(
    panels: Sequence[Panel], *, narrow: bool = False, marks: Sequence[Mark] = ()
) -> Any:
    """Measures below one another on one axis of time, so that what changed when can be compared.

    Marks are (day, label) of what was done meanwhile, as upright lines through all of them.
    """
    import altair as alt

    days = [day for panel in panels for day, *_ in panel.points] + [day for day, _ in marks]
    span = (min(days), max(days))
    drawn = [
        _panel(panel, marks, narrow=narrow, span=span, named=False).properties(
            width=NARROW + 70 if narrow else WIDE, height=80,
            title=alt.TitleParams(
                panel.name, anchor="start", fontSize=13, fontWeight="bold", offset=4,
                limit=NARROW + 100 if narrow else WIDE,
            ),
        )
        for panel in panels
    ]  # fmt: skip
    return styled(
        alt.vconcat(*drawn, spacing=14).properties(
            description="Prevalence, performance, reliance and confidence over the same years"
        )
    )


def _panel(
    panel: Panel, marks: Sequence[Mark], *, narrow: bool, span: tuple[str, str] | None, named: bool
) -> Any:  # fmt: skip
    """Points with their intervals, and the marks behind them; the years are said below."""
    import altair as alt

    is_share = panel.kind == "share"
    rows = [
        {"day": day, "value": value, "low": low, "high": high,
         "label": f"{value:.0%}" if is_share and not named else f"{value:.1%}" if is_share
         else f"{value:,.0f}" if panel.kind == "days" else f"{value:,.1f}"}
        for day, value, low, high in panel.points
    ]  # fmt: skip
    top = max(high for *_, high in panel.points) * 1.15 or 1.0
    scale = alt.Scale(domain=[0, min(top, 1.1) if is_share and not named else top])
    years = alt.Scale(padding=30)
    if span:
        years = alt.Scale(padding=30, domain=[{"expr": f"toDate('{day}')"} for day in span])
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("day:T", title=None, scale=years,
                axis=alt.Axis(format="%Y", labelAngle=0, tickCount="year", labelOverlap="greedy",
                              labelSeparation=8))
    )  # fmt: skip
    title = panel.name if named else None
    axis = alt.Axis(format="%" if is_share else ",.0f", tickCount=5 if named else 3)
    if not named:
        axis.minExtent = axis.maxExtent = 36  # so that one axis of time lies above another
    y = alt.Y("value:Q", title=title, scale=scale, axis=axis)
    layers = [
        base.mark_rule(color=TEAL, strokeWidth=2).encode(
            y=alt.Y("low:Q", scale=scale, title=title), y2="high:Q"
        ),
        base.mark_point(color=TEAL, filled=True, size=70 if named else 45, opacity=1).encode(y=y),
    ]
    if named or not narrow or len(rows) < 4:
        layers.append(base.mark_text(align="left", dx=8).encode(y=y, text="label:N"))
    # Every other number stands left of its line, so that two lines side by side can be told apart.
    sides: tuple[tuple[Literal["right", "left"], int], ...] = (("right", -3), ("left", 3))
    for side, (align, away) in enumerate(sides):
        if own := [{"day": day, "done": label} for day, label in marks[side::2]]:
            done = alt.Chart(alt.InlineData(values=own)).encode(x="day:T")
            layers.insert(0, done.mark_rule(color=GREY, strokeDash=[4, 4], strokeWidth=1.5))
            layers.append(done.mark_text(align=align, dx=away, color=GREY, baseline="top").encode(
                y=alt.value(0), text="done:N"))  # fmt: skip
    return alt.layer(*layers)


def punished_chart(spans: Sequence[Span], *, narrow: bool = False) -> Any:
    """Spans of (what, least, most, label) punished of all, by powers of ten.

    Nothing is the least that a scale of powers cannot show: such a span begins at its left edge.
    """
    import altair as alt

    width, size = (200, 13) if narrow else (470, 14)
    most = max(top for _, _, top, _ in spans)
    left = min(top for _, _, top, _ in spans) / 30
    rows = [
        {"what": what, "low": max(least, left), "high": top, "label": label, "none": least <= left}
        for what, least, top, label in spans
    ]
    powers = alt.Scale(type="log", domain=[left, min(1.0, most * 3)])
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("what:N", title=None, sort=None,
                axis=alt.Axis(labelLimit=115 if narrow else 210, labelFontSize=size)),
    )  # fmt: skip
    axis = alt.Axis(tickCount=3 if narrow else 5, grid=True, labelExpr=ONE_IN)
    bars = base.mark_bar(height=16, color=TEAL).encode(
        x=alt.X("low:Q", title=None, scale=powers, axis=axis), x2="high:Q",
        opacity=alt.condition("datum.none", alt.value(0.55), alt.value(1.0)),
    )  # fmt: skip
    words = base.mark_text(align="left", dx=-2, dy=-16, fontSize=size - 1).encode(
        x=alt.X("low:Q", scale=powers), text="label:N"
    )
    return styled(
        alt.layer(bars, words).properties(
            width=width, height=alt.Step(46),
            description="Of all estimated crimes, how many were punished",
        )
    )  # fmt: skip
