"""One drawing for each design: effects by period since the repair, or the series itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.flow.charts import AMBER, GREY, NARROW, TEAL, WIDE, _styled
from amparo.flow.effects.effect import Design
from amparo.flow.effects.panel import Scale

if TYPE_CHECKING:
    from amparo.flow.effects.effect import Effect


def chart_of(found: Effect, *, narrow: bool = False) -> Any:
    """The drawing of an effect, as an Altair chart."""
    if found.design is Design.SERIES:
        return _series(found, narrow=narrow)
    return _events(found, narrow=narrow)


def _events(found: Effect, *, narrow: bool) -> Any:
    """Points with intervals by period since the repair; the band holds all of them at once."""
    import altair as alt

    rows = found.frame.drop_nulls("estimate").to_dicts()
    word = found.period_word
    x = alt.X("since:Q", title=f"{word.capitalize()}s since the repair",
              axis=alt.Axis(tickMinStep=1, format="d"))  # fmt: skip
    title = "Difference from what was expected"
    axis = alt.Axis(format="%") if found.scale is Scale.SHARE else alt.Axis()
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    y = alt.Y("estimate:Q", title=title, axis=axis)
    layers = [
        base.mark_area(color=TEAL, opacity=0.12).encode(
            y=alt.Y("band_low:Q", title=title, axis=axis), y2="band_high:Q"
        ),
        _rule(alt, y=0.0),
        _upright(alt, x=-0.5),
        base.mark_rule(color=TEAL, strokeWidth=1.5).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_point(color=TEAL, filled=True, size=24 if narrow else 40, opacity=1).encode(y=y),
    ]
    return _finished(alt.layer(*layers), found, narrow=narrow)


def _series(found: Effect, *, narrow: bool) -> Any:
    """What was seen, what the model says, and what was expected without the repair."""
    import altair as alt

    frame = found.frame.with_columns(pl.col("day").cast(pl.String))
    rows = frame.to_dicts()
    dated = found.period_word != "period"
    field = "day:T" if dated else "since:Q"
    bare = alt.Axis(format="%b %Y", labelAngle=0, tickCount=4) if dated else alt.Axis(format="d")
    x = alt.X(field, title=None if dated else "Periods since the repair", axis=bare)
    axis = alt.Axis(format="%") if found.scale is Scale.SHARE else alt.Axis()
    zero = alt.Scale(zero=False)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    layers = [
        base.mark_point(color=GREY, filled=True, size=20, opacity=0.8).encode(
            y=alt.Y("observed:Q", title=None, axis=axis, scale=zero)
        )
    ]
    if "expected" in frame.columns:
        after = base.transform_filter("datum.since >= 0")
        layers = [
            after.mark_area(color=AMBER, opacity=0.15).encode(
                y=alt.Y("expected_low:Q", scale=zero), y2="expected_high:Q"
            ),
            *layers,
            after.mark_line(color=AMBER, strokeWidth=2.2, strokeDash=[6, 3]).encode(
                y=alt.Y("expected:Q", scale=zero)
            ),
            base.mark_line(color=TEAL, strokeWidth=2.2).encode(y=alt.Y("fitted:Q", scale=zero)),
            _names(alt, frame, x),
        ]
    return _finished(alt.layer(*layers), found, narrow=narrow)


def _names(alt: Any, frame: pl.DataFrame, x: Any) -> Any:
    """The names of the two lines beside their ends."""
    last = frame.row(frame.height - 1, named=True)
    apart = last["fitted"] >= last["expected"]
    rows = [
        {**last, "at": last["fitted"], "label": "with the repair", "up": apart},
        {**last, "at": last["expected"], "label": "expected without", "up": not apart},
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=x, y=alt.Y("at:Q", scale=alt.Scale(zero=False)), text="label:N"
    )
    return base.transform_filter("datum.up").mark_text(
        align="right", dy=-12, color=TEAL if apart else AMBER
    ) + base.transform_filter("!datum.up").mark_text(
        align="right", dy=14, color=AMBER if apart else TEAL
    )


def _rule(alt: Any, *, y: float) -> Any:
    return alt.Chart(alt.InlineData(values=[{"y": y}])).mark_rule(color=GREY).encode(y="y:Q")


def _upright(alt: Any, *, x: float) -> Any:
    made = alt.Chart(alt.InlineData(values=[{"x": x}]))
    return made.mark_rule(color=GREY, strokeDash=[4, 4]).encode(x="x:Q")


def _finished(layers: Any, found: Effect, *, narrow: bool) -> Any:
    return _styled(
        layers.properties(
            width=NARROW + 70 if narrow else WIDE, height=210 if narrow else 260,
            description=f"{found.outcome}, with the repair and without",
        )
    )  # fmt: skip
