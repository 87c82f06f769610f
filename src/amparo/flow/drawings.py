"""Charts of what is estimated: fates, attrition, funnels, gains. Colours and style as in charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from amparo.flow.charts import AMBER, GREY, NARROW, PLUM, TEAL, WIDE, styled
from amparo.flow.wording import plural

if TYPE_CHECKING:
    from amparo.flow.comparing import Compared
    from amparo.flow.competing import CompetingRisks
    from amparo.flow.logrank import LogRank
    from amparo.flow.opportunity import Opportunities
    from amparo.flow.reaching import Attrition
    from amparo.flow.waits import Curves

WAITS = "Still waiting"
EXITS = (AMBER, PLUM, "#8a6d3b", "#5b7083", "#a8481f", "#4b3f72")


def fates_chart(fates: CompetingRisks, *, narrow: bool = False) -> Any:
    """Areas, one above the other: gone on, left by each exit, still waiting, by day."""
    import altair as alt

    days = np.concatenate(([0], fates.days[fates.days > 0]))
    step = max(1, days.size // 200)
    places = np.searchsorted(fates.days, days[::step], side="right") - 1
    names = ["Gone on", *(f"Left: {kind}" for kind in fates.exits), WAITS]
    rows = []
    for day, place in zip(days[::step], places, strict=True):
        shares = [float(one) if place >= 0 else 0.0 for one in fates.incidence[:, place]]
        for order, (what, share) in enumerate(zip(names, [*shares, 1 - sum(shares)], strict=True)):
            rows.append({"days": int(day), "what": what, "share": share, "order": order})
    colours = [TEAL, *(EXITS[k % len(EXITS)] for k in range(len(fates.exits))), "#dfe3e6"]
    legend = alt.Legend(
        title=None, orient="top", labelFontSize=13, labelLimit=240, columns=1 if narrow else 3
    )
    areas = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_area(interpolate="step-after")
        .encode(
            x=alt.X("days:Q", title="Days since the step began"),
            y=alt.Y("share:Q", title=None, stack="zero", axis=alt.Axis(format="%", tickCount=5),
                    scale=alt.Scale(domain=[0, 1])),
            color=alt.Color("what:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
            order=alt.Order("order:Q"),
        )
    )  # fmt: skip
    return styled(
        areas.properties(
            width=NARROW + 60 if narrow else WIDE, height=230,
            description=f"What became of those who entered: {fates.name}",
        )
    )  # fmt: skip


def attrition_chart(attrition: Attrition, within: int, *, narrow: bool = False) -> Any:
    """Bars with their intervals: the share that reaches each stage within the days given."""
    import altair as alt

    rows = []
    for place, stage in enumerate(attrition.stages):
        share = attrition.reached(stage, within=None if place == 0 else within)
        value = share.value or 0.0
        rows.append({
            "stage": stage, "share": value, "low": share.low, "high": share.high,
            "label": f"{value:.0%}", "at": max(value, share.high or 0.0),
        })  # fmt: skip
    scale = alt.Scale(domain=[0, 1.15])
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("stage:N", sort=None, title=None, axis=alt.Axis(labelLimit=150 if narrow else 240))
    )
    bars = base.mark_bar(color=TEAL, height=18).encode(
        x=alt.X("share:Q", title=None, axis=None, scale=scale)
    )
    bounds = base.mark_rule(color=GREY, strokeWidth=2).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q"
    )
    words = base.mark_text(align="left", dx=6).encode(x=alt.X("at:Q", scale=scale), text="label:N")
    about = f"Share of {plural(attrition.unit)} that reaches each stage within {within} days"
    return styled(
        (bars + bounds + words).properties(
            width=NARROW - 40 if narrow else WIDE, height=alt.Step(28), description=about
        )
    )


def curves_chart(curves: Curves, *, most: int = 6, narrow: bool = False) -> Any:
    """Falling lines: the share still waiting by day, of the largest groups."""
    import altair as alt

    largest = sorted(curves.groups.values(), key=lambda c: -c.n)[:most]
    end = max(30, *(int(c.days[c.at_risk >= max(10, c.n // 100)][-1]) for c in largest))
    rows = []
    for curve in largest:
        places = np.flatnonzero(curve.days <= end)
        rows.append({"days": 0, "group": curve.name, "share": 1.0})
        rows += [
            {"days": int(curve.days[p]), "group": curve.name,
             "share": float(curve.still_waiting[p])}
            for p in places[:: max(1, places.size // 200)]
        ]  # fmt: skip
    names = [curve.name for curve in largest]
    dashes = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3]]
    legend = alt.Legend(title=None, orient="top", symbolType="stroke", labelFontSize=13,
                        labelLimit=240, columns=1 if narrow else 3)  # fmt: skip
    colours = [TEAL, *EXITS][: len(names)]
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=2.2, interpolate="step-after")
        .encode(
            x=alt.X("days:Q", title="Days since the step began", scale=alt.Scale(domain=[0, end])),
            y=alt.Y("share:Q", title="Still waiting", scale=alt.Scale(domain=[0, 1]),
                    axis=alt.Axis(format="%", tickCount=5)),
            color=alt.Color("group:N", scale=alt.Scale(domain=names, range=colours),
                            legend=legend),
            strokeDash=alt.StrokeDash(
                "group:N", scale=alt.Scale(domain=names, range=dashes[: len(names)])
            ),
        )
    )  # fmt: skip
    about = f"Share still waiting: {curves.start} → {curves.to}, by {', '.join(curves.by)}"
    return styled(
        lines.properties(width=NARROW + 60 if narrow else WIDE, height=230, description=about)
    )


def logrank_chart(test: LogRank, *, narrow: bool = False) -> Any:
    """Bars: how many of each group went on, and a mark where all waiting alike would be."""
    import altair as alt

    rows = test.frame.to_dicts()
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("group:N", sort=None, title=None, axis=alt.Axis(labelLimit=150 if narrow else 240))
    )
    title = "Went on; the mark: as many as if all waited alike"
    bars = base.mark_bar(color=TEAL, height=16).encode(x=alt.X("observed:Q", title=title))
    marks = base.mark_tick(color=GREY, thickness=3, height=24).encode(x=alt.X("expected:Q"))
    return styled(
        (bars + marks).properties(
            width=NARROW - 40 if narrow else WIDE, height=alt.Step(30),
            description="How many of each group went on, beside as many as if all waited alike",
        )
    )  # fmt: skip


def funnel_chart(compared: Compared, *, narrow: bool = False) -> Any:
    """Points by the cases they stand on, within curves that chance seldom leaves; named outside."""
    import altair as alt

    units = sorted(compared.units, key=lambda u: u.size)
    far = [u for u in units if u.stands]
    far.sort(key=lambda u: -abs(u.raw - compared.mean) * u.size**0.5)
    named = {u.name for u in far[: 3 if narrow else 6]}
    rows = [
        {"size": u.size, "share": u.raw, "name": u.name if u.name in named else "",
         "what": "Outside the limits" if u.stands else "May be chance"}
        for u in units
    ]  # fmt: skip
    limits = [{"size": u.size, "low": u.limits.low, "high": u.limits.high} for u in units]
    mean = [{"mean": compared.mean}]
    small, top = units[0].size, units[-1].size
    wide = top > 30 * small
    axis = alt.Scale(type="log", domain=[small * 0.8, top * 3]) if wide else alt.Scale(
        domain=[0, top * 1.15]
    )  # fmt: skip
    x = alt.X("size:Q", title="Cases of known fate", scale=axis,
              axis=alt.Axis(tickCount=5, format=",.0f"))  # fmt: skip
    scale = alt.Scale(domain=[0, 1])
    edges = alt.Chart(alt.InlineData(values=limits)).encode(x=x)
    low = edges.mark_line(color=GREY, strokeDash=[4, 3]).encode(
        y=alt.Y("low:Q", scale=scale, title=f"Gone on within {compared.within:,} days",
                axis=alt.Axis(format="%", tickCount=5))
    )  # fmt: skip
    high = edges.mark_line(color=GREY, strokeDash=[4, 3]).encode(y=alt.Y("high:Q", scale=scale))
    middle = alt.Chart(alt.InlineData(values=mean)).mark_rule(color=GREY).encode(
        y=alt.Y("mean:Q", scale=scale)
    )  # fmt: skip
    points = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=alt.Y("share:Q", scale=scale))
    names = ["May be chance", "Outside the limits"]
    marks = points.mark_point(filled=True, size=60, opacity=1).encode(
        color=alt.Color("what:N", scale=alt.Scale(domain=names, range=[TEAL, AMBER]),
                        legend=alt.Legend(title=None, orient="top", labelFontSize=13)),
        shape=alt.Shape("what:N", scale=alt.Scale(domain=names, range=["circle", "diamond"])),
    )  # fmt: skip
    words = points.mark_text(align="left", dx=8).encode(text="name:N")
    about = f"{compared.start} → {compared.to} by {compared.by}: shares by number of cases"
    return styled(
        (low + high + middle + marks + words).properties(
            width=NARROW + 60 if narrow else WIDE, height=260, description=about
        )
    )


def gains_chart(found: Opportunities, *, most: int = 10, narrow: bool = False) -> Any:
    """Points with intervals: how many more would reach the last stage, most first."""
    import altair as alt

    rows = [
        {"place": f"{p.unit}\n{'' if narrow else p.start} → {p.to}", "more": p.more.value,
         "low": p.more.low, "high": p.more.high,
         "what": "Lags beyond doubt" if p.sure else "May be chance"}
        for p in found.places[:most]
    ]  # fmt: skip
    names = ["Lags beyond doubt", "May be chance"]
    colour = alt.Color("what:N", scale=alt.Scale(domain=names, range=[TEAL, "#9aa3a8"]),
                       legend=alt.Legend(title=None, orient="top", labelFontSize=13))  # fmt: skip
    # The unit on one line, the step on the next: units that lag at several steps are told apart.
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("place:N", sort=None, title=None,
                axis=alt.Axis(labelLimit=165 if narrow else 320, labelLineHeight=15,
                              labelExpr="split(datum.label, '\\n')")),
        color=colour,
    )  # fmt: skip
    title = f"More {plural(found.unit)} who would reach {found.stages[-1]}"
    lines = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title=title), x2="high:Q")
    points = base.mark_point(filled=True, size=70, opacity=1).encode(x="more:Q")
    return styled(
        (lines + points).properties(
            width=NARROW - 40 if narrow else WIDE - 80, height=alt.Step(40),
            description=f"{title}, by {found.by} and step",
        )
    )  # fmt: skip
