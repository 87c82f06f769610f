"""Drawings of waves, and of crimes that were punished: shares with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from amparo.flow.charts import GREY, NARROW, TEAL, WIDE, styled

Point = tuple[str, float, float, float]
Span = tuple[str, float, float, str]
ONE_IN = "'1 in ' + format(1 / datum.value, ',.0f')"  # in Vega's own language


def waves_chart(
    points: Sequence[Point], *, narrow: bool = False, marks: Sequence[tuple[str, str]] = ()
) -> Any:
    """Points of (day, share, low, high); no line joins them, since nobody looked in between.

    Marks are (day, label) of what was done meanwhile, as upright lines.
    """
    import altair as alt

    rows = [
        {"day": day, "share": share, "low": low, "high": high, "label": f"{share:.1%}"}
        for day, share, low, high in points
    ]
    scale = alt.Scale(domain=[0, max(high for *_, high in points) * 1.15])
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("day:T", title=None, scale=alt.Scale(padding=30),
                axis=alt.Axis(format="%Y", labelAngle=0, tickCount="year", labelOverlap="greedy",
                              labelSeparation=8))
    )  # fmt: skip
    y = alt.Y("share:Q", title="Share", scale=scale, axis=alt.Axis(format="%", tickCount=5))
    layers = [
        base.mark_rule(color=TEAL, strokeWidth=2).encode(
            y=alt.Y("low:Q", scale=scale, title="Share"), y2="high:Q"
        ),
        base.mark_point(color=TEAL, filled=True, size=70, opacity=1).encode(y=y),
        base.mark_text(align="left", dx=8).encode(y=y, text="label:N"),
    ]
    if marks:
        done = alt.Chart(
            alt.InlineData(values=[{"day": day, "done": label} for day, label in marks])
        ).encode(x="day:T")
        layers.insert(0, done.mark_rule(color=GREY, strokeDash=[4, 4], strokeWidth=1.5))
        layers.append(done.mark_text(align="left", dx=3, color=GREY, baseline="top").encode(
            y=alt.value(0), text="done:N"))  # fmt: skip
    return styled(
        alt.layer(*layers).properties(
            width=NARROW + 70 if narrow else WIDE, height=200 if narrow else 230,
            description="Prevalence by wave, with intervals",
        )
    )  # fmt: skip


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
