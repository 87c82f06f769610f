"""Drawings of totals: each method's with its interval, or a whole posterior."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from amparo.flow.charts import AMBER, GREY, NARROW, TEAL, WIDE, styled
from amparo.flow.prevalence.systems.saying import people
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.averaging import Averaged


def intervals_chart(
    rows: Sequence[tuple[str, Interval]], *, known: float, about: str, narrow: bool = False
) -> Any:
    """Points with their intervals; a line marks how many are known."""
    import altair as alt

    highest = max([known, *(i.high or i.value or 0.0 for _, i in rows)])
    widest = min(highest, 8.0 * float(np.median([i.value or 0.0 for _, i in rows])))
    made = [
        {"method": name, "value": i.value, "low": i.low if i.low is not None else i.value,
         "high": min(i.high if i.high is not None else widest, widest),
         "label": people(i.value) + ("" if (i.high or widest + 1) <= widest else " →")}
        for name, i in rows
    ]  # fmt: skip
    scale = alt.Scale(domain=[0, widest * 1.05])
    x = alt.X("value:Q", title="People in all", scale=scale,
              axis=alt.Axis(format=",.0f", tickCount=3 if narrow else 6))  # fmt: skip
    base = alt.Chart(alt.InlineData(values=made)).encode(
        y=alt.Y("method:N", sort=None, title=None, axis=alt.Axis(labelLimit=130 if narrow else 240))
    )
    layers = [
        base.mark_rule(color=TEAL, strokeWidth=2).encode(
            x=alt.X("low:Q", scale=scale, title="People in all"), x2="high:Q"
        ),
        base.mark_point(color=TEAL, filled=True, size=60, opacity=1).encode(x=x),
        base.mark_text(dy=-10, color="#0b0c0c").encode(x=x, text="label:N"),
        alt.Chart(alt.InlineData(values=[{"known": known, "label": f"known: {people(known)}"}]))
        .mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=alt.X("known:Q", scale=scale)),
    ]  # fmt: skip
    return styled(
        alt.layer(*layers).properties(
            width=NARROW - 20 if narrow else WIDE, height=alt.Step(36), description=about
        )
    )


def posterior_chart(found: Averaged, *, narrow: bool = False) -> Any:
    """How probable each number of people is, with its middle and its interval marked."""
    import altair as alt

    high = float(found.interval.high or found.estimate) * 1.3
    totals = found.known + found.unseen
    density = found.probability / np.gradient(totals)
    inside = totals <= high
    places = np.flatnonzero(inside)[:: max(1, int(inside.sum()) // 300)]
    rows = [{"people": float(totals[i]), "at": float(density[i])} for i in places]
    marks = [
        {"people": found.estimate, "label": f"half above {people(found.estimate)}"},
    ]
    scale = alt.Scale(domain=[0, high])
    x = alt.X("people:Q", title="People in all", scale=scale,
              axis=alt.Axis(format=",.0f", tickCount=3 if narrow else 6))  # fmt: skip
    area = alt.Chart(alt.InlineData(values=rows)).mark_area(color=TEAL, opacity=0.25, line=True)
    rule = alt.Chart(alt.InlineData(values=marks))
    known = alt.Chart(alt.InlineData(values=[{"people": found.known}]))
    layers = [
        area.encode(x=x, y=alt.Y("at:Q", title=None, axis=None)),
        rule.mark_rule(color=AMBER, strokeWidth=2).encode(x=x),
        rule.mark_text(align="left", dx=6, dy=-84).encode(x=x, text="label:N"),
        known.mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=x),
    ]
    about = f"How probable each number of people is; {found.known:,} are known"
    return styled(
        alt.layer(*layers).properties(
            width=NARROW + 70 if narrow else WIDE, height=200, description=about
        )
    )
