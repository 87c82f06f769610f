"""One drawing for each design: effects by period since the repair, or the series itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.flow.charts import AMBER, GREY, NARROW, TEAL, WIDE, styled
from amparo.flow.effects.effect import Design
from amparo.flow.effects.panel import Scale

if TYPE_CHECKING:
    from amparo.flow.effects.effect import Effect
    from amparo.flow.effects.outcome import Outcome

NAMES = {"observed": "Seen", "fitted": "By the model", "expected": "Expected without the repair"}


def chart_of(found: Effect, *, narrow: bool = False) -> Any:
    """The drawing of an effect, as an Altair chart."""
    if found.design is Design.SERIES:
        return _series(found, narrow=narrow)
    if found.design is Design.FILES:
        return _files(found, narrow=narrow)
    return _events(found, narrow=narrow)


def outcome_chart(outcome: Outcome, *, narrow: bool = False) -> Any:
    """A line a unit by period; all in one colour, since none of them is the better one."""
    import altair as alt

    rows = outcome.frame.with_columns(pl.col("period").cast(pl.String)).to_dicts()
    axis = alt.Axis(format="%") if outcome.scale is Scale.SHARE else alt.Axis()
    x = alt.X("period:T", title=None, axis=alt.Axis(format="%b %Y", labelAngle=0, tickCount=4))
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(color=TEAL, opacity=0.6, strokeWidth=1.8)
        .encode(x=x, y=alt.Y("value:Q", title=None, axis=axis), detail="unit:N")
    )
    about = f"{outcome.name[0].upper()}{outcome.name[1:]}, by {outcome.period}"
    width = NARROW + 60 if narrow else WIDE
    return styled(lines.properties(width=width, height=230, description=about))


def _files(found: Effect, *, narrow: bool) -> Any:
    """The share in files before and after, each with its interval."""
    import altair as alt

    y = alt.Y("side:N", title=None, sort=["before", "after"])
    axis = alt.Axis(format="%")
    base = alt.Chart(alt.InlineData(values=found.frame.to_dicts())).encode(y=y)
    layers = [
        base.mark_rule(color=TEAL, strokeWidth=2).encode(
            x=alt.X("low:Q", title="Share of files", axis=axis), x2="high:Q"
        ),
        base.mark_point(color=TEAL, filled=True, size=90).encode(x=alt.X("share:Q", axis=axis)),
    ]
    made = alt.layer(*layers).properties(
        width=NARROW + 60 if narrow else WIDE, height=120, description=found.sentence()
    )
    return styled(made)


def _events(found: Effect, *, narrow: bool) -> Any:
    """Points with intervals by period since the repair; the band holds all of them at once."""
    import altair as alt

    rows = [{**row, "part": row["since"] >= 0} for row in found.frame.to_dicts()]
    word = found.period_word
    x = alt.X("since:Q", title=f"{word.capitalize()}s since the repair",
              axis=alt.Axis(tickMinStep=1, format="d"))  # fmt: skip
    title = "Difference from what was expected"
    axis = alt.Axis(format="%") if found.scale is Scale.SHARE else alt.Axis()
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    y = alt.Y("estimate:Q", title=title, axis=axis)
    layers = [
        base.mark_area(color=TEAL, opacity=0.12).encode(
            y=alt.Y("band_low:Q", title=title, axis=axis), y2="band_high:Q", detail="part:N"
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
    colour = alt.Color(
        "what:N", scale=alt.Scale(domain=list(NAMES.values()), range=[GREY, TEAL, AMBER]),
        legend=alt.Legend(title=None, orient="top", labelFontSize=13, labelLimit=240,
                          symbolType="circle", columns=1 if narrow else 3),
    )  # fmt: skip
    axis = alt.Axis(format="%") if found.scale is Scale.SHARE else alt.Axis()
    y = alt.Y("at:Q", title=None, axis=axis, scale=alt.Scale(zero=False))
    band = alt.Chart(alt.InlineData(values=[row for row in rows if row["since"] >= 0])).encode(x=x)
    base = alt.Chart(alt.InlineData(values=_long(rows))).encode(x=x, y=y, color=colour)
    layers = [
        band.mark_area(color=AMBER, opacity=0.15).encode(
            y=alt.Y("expected_low:Q", title=None), y2="expected_high:Q"
        ),
        base.transform_filter(f"datum.what == '{NAMES['observed']}'").mark_point(
            filled=True, size=22, opacity=0.8
        ),
        base.transform_filter(f"datum.what == '{NAMES['fitted']}'").mark_line(strokeWidth=2.2)
        .encode(detail="part:N"),
        base.transform_filter(f"datum.what == '{NAMES['expected']}' && datum.part").mark_line(
            strokeWidth=2.2, strokeDash=[6, 3]
        ),
    ]  # fmt: skip
    return _finished(alt.layer(*(layers if "expected" in frame.columns else layers[1:2])), found,
                     narrow=narrow)  # fmt: skip


def _long(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a period and line; lines break at the repair."""
    return [
        {"day": row["day"], "since": row["since"], "part": row["since"] >= 0, "what": name,
         "at": row[column]}
        for row in rows
        for column, name in NAMES.items()
        if column in row
    ]  # fmt: skip


def _rule(alt: Any, *, y: float) -> Any:
    return alt.Chart(alt.InlineData(values=[{"y": y}])).mark_rule(color=GREY).encode(y="y:Q")


def _upright(alt: Any, *, x: float) -> Any:
    made = alt.Chart(alt.InlineData(values=[{"x": x}]))
    return made.mark_rule(color=GREY, strokeDash=[4, 4]).encode(x="x:Q")


def _finished(layers: Any, found: Effect, *, narrow: bool) -> Any:
    return styled(
        layers.properties(
            width=NARROW + 70 if narrow else WIDE, height=210 if narrow else 260,
            description=f"{found.outcome}, with the repair and without",
        )
    )  # fmt: skip
