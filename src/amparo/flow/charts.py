"""Charts: one Altair specification serves page, notebook, command line and PDF.

Wide drawings are about 760 px, narrow ones about 340 px for a phone; colours are told apart by
people who see few of them, and labels stand beside the lines they name.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import polars as pl

from amparo.flow.attrition import Reached
from amparo.flow.courts import Flow
from amparo.flow.survival import Interval, SurvivalCurve

TEAL, AMBER, PLUM, GREY = "#0f4c5c", "#c46210", "#7b2d62", "#505a5f"
FONT = "Helvetica, Arial, sans-serif"
WIDE, NARROW = 560, 200
# Names beside a drawing are measured in Arial's letters; a reader's may be wider and need room.
PADDING = {"left": 16, "top": 4, "right": 8, "bottom": 4}


def svg(chart: Any) -> str:
    """The drawing as SVG text; a reader who cannot see it hears its description."""
    import vl_convert

    spec = chart.to_dict()
    drawn: str = vl_convert.vegalite_to_svg(spec)
    title = escape(str(spec.get("description", "")), quote=True)
    if not title:
        return drawn
    named = f'<svg role="img" aria-label="{title}"'
    head, rest = drawn.replace("<svg", named, 1).split(">", 1)
    return f"{head}><title>{title}</title>{rest}"


def styled(chart: Any) -> Any:
    """The house's letters and greys on a chart."""
    return (
        chart.configure(font=FONT, background="transparent", padding=PADDING)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=13, titleFontSize=13, gridColor="#dfe3e6", domainColor="#9aa3a8",
            labelColor="#0b0c0c", titleColor=GREY, titleFontWeight="normal",
        )
        .configure_text(fontSize=13)
    )  # fmt: skip


def reached_chart(reached: Sequence[Reached], unit: str = "case", *, narrow: bool = False) -> Any:
    """Bars: how many cases reached each stage, and what share that is."""
    import altair as alt

    rows = [
        {"stage": r.stage, "n": r.n, "label": f"{r.n:,} ({r.share:.0%})", "place": place}
        for place, r in enumerate(reached)
    ]
    most = max((r.n for r in reached), default=1) or 1
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("stage:N", sort=None, title=None, axis=alt.Axis(labelLimit=150 if narrow else 240)),
        x=alt.X("n:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * 1.45])),
    )
    chart = base.mark_bar(color=TEAL, height=18) + base.mark_text(
        align="left", dx=5, fontSize=13
    ).encode(text="label:N")
    return styled(
        chart.properties(
            width=NARROW - 40 if narrow else WIDE, height=alt.Step(28),
            description=f"How many {unit}s reached each stage",
        )
    )  # fmt: skip


def waiting_chart(curve: SurvivalCurve, *, horizon: int | None = None, narrow: bool = False) -> Any:
    """A falling line: the share still waiting by days since entering, with its interval."""
    import altair as alt

    end = horizon or _last_day_worth_drawing(curve)
    frame = _drawable(curve.frame.filter(pl.col("days") <= end), end)
    frame = frame.with_columns(pl.col("low", "high").fill_nan(None))
    start = {"days": 0, "still_waiting": 1.0, "low": 1.0, "high": 1.0}
    rows = [start, *frame.select("days", "still_waiting", "low", "high").to_dicts()]
    x = alt.X("days:Q", title="Days since the step began", scale=alt.Scale(domain=[0, end]),
              axis=alt.Axis(tickCount=4 if narrow else 8))  # fmt: skip
    share = alt.Axis(format="%", tickCount=5)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    y_scale = alt.Scale(domain=[0, 1])
    band = base.mark_area(color=TEAL, opacity=0.15, interpolate="step-after").encode(
        y=alt.Y("low:Q", scale=y_scale, title="Still waiting", axis=share), y2="high:Q"
    )
    line = base.mark_line(color=TEAL, strokeWidth=2.5, interpolate="step-after").encode(
        y=alt.Y("still_waiting:Q", scale=y_scale)
    )
    return styled(
        (band + line + _half(curve, x, y_scale, end)).properties(
            width=NARROW + 60 if narrow else WIDE, height=190 if narrow else 230,
            description=f"Share still waiting: {curve.name}",
        )
    )  # fmt: skip


def _half(curve: SurvivalCurve, x: Any, y_scale: Any, end: int) -> Any:
    """The day by which half have gone on, marked and named where the drawing reaches it."""
    import altair as alt

    median = curve.median.value
    there = median is not None and median <= end
    rows = [{"days": median, "at": 0.5, "label": f"half: {median:,.0f} days"}] if there else []
    late = median is not None and median > end * 0.6
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=alt.Y("at:Q", scale=y_scale))
    return base.mark_point(color=TEAL, filled=True, size=60, opacity=1) + base.mark_text(
        align="right" if late else "left", dx=-8 if late else 8, dy=14 if late else -10
    ).encode(text="label:N")


def _drawable(frame: pl.DataFrame, end: int) -> pl.DataFrame:
    """The last day of each 200th of the width: what lies between would fall on one point."""
    width = max(1, end // 200)
    return frame.filter((pl.col("days") // width).diff().shift(-1).fill_null(1) != 0)


def _last_day_worth_drawing(curve: SurvivalCurve) -> int:
    """The last day on which a hundredth of the cases, ten at least, were still followed."""
    followed = curve.days[curve.at_risk >= max(10, curve.n // 100)]
    return int(max(followed[-1] if followed.size else 0, 30))


def flow_chart(flow: Flow, *, narrow: bool = False) -> Any:
    """Lines by month: how many came in, how many went on, and how many waited at its end."""
    import altair as alt

    names = {"incoming": "Came in", "resolved": "Went on or left", "backlog": "Waiting at the end"}
    rows = [
        {"month": row["month"].isoformat(), "what": label, "n": row[name]}
        for row in _months_worth_drawing(flow).tail(36 if narrow else 96).to_dicts()
        for name, label in names.items()
    ]
    colour = alt.Color(
        "what:N",
        scale=alt.Scale(domain=list(names.values()), range=[TEAL, AMBER, PLUM]),
        legend=alt.Legend(
            title=None, orient="top", symbolType="stroke", labelFontSize=13, labelLimit=240,
            symbolStrokeWidth=3, columns=1 if narrow else 3,
        ),
    )  # fmt: skip
    dash = alt.StrokeDash(
        "what:N", scale=alt.Scale(domain=list(names.values()), range=[[1, 0], [6, 3], [2, 2]])
    )
    x = alt.X("month:T", title=None, axis=alt.Axis(format="%b %Y", labelAngle=0, tickCount=4))
    y = alt.Y("n:Q", title=None)
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=2.2)
        .encode(x=x, y=y, color=colour, strokeDash=dash)
    )
    return styled(
        lines.properties(
            width=NARROW + 70 if narrow else WIDE, height=200 if narrow else 230,
            description=f"Monthly flow from {flow.start} to {flow.to}",
        )
    )  # fmt: skip


def _months_worth_drawing(flow: Flow) -> pl.DataFrame:
    """From the month by which a hundredth had come in, without a last month cut short."""
    coming = pl.col("incoming").cum_sum()
    frame = flow.frame.filter(coming >= coming.max() * 0.01)
    return frame.head(frame.height - 1) if frame.height > 2 and frame["days"][-1] < 25 else frame


def groups_chart(
    shares: Sequence[tuple[str, Interval]], *, about: str, narrow: bool = False
) -> Any:
    """Points with their intervals: the share that went on, group by group."""
    import altair as alt

    rows = [
        {"group": name, "share": share.value, "low": share.low, "high": share.high}
        for name, share in shares
    ]
    x = alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("group:N", sort=None, title=None, axis=alt.Axis(labelLimit=140 if narrow else 240))
    )
    lines = base.mark_rule(color=TEAL, strokeWidth=2).encode(
        x=alt.X("low:Q", title=None, scale=alt.Scale(domain=[0, 1])), x2="high:Q"
    )
    points = base.mark_point(color=TEAL, filled=True, size=70, opacity=1).encode(x=x)
    return styled(
        (lines + points).properties(
            width=NARROW - 40 if narrow else WIDE, height=alt.Step(24), description=about
        )
    )
