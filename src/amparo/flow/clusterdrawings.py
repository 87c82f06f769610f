"""Charts of what breaks: causes by how many cases they broke, and whether more cases show more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from amparo.flow.charts import AMBER, GREY, NARROW, TEAL, WIDE, styled

if TYPE_CHECKING:
    from amparo.flow.clusters import Cluster, Stretch
    from amparo.flow.saturation import Saturation

SHOWN = 10


def pareto_chart(
    found: Sequence[Cluster], names: Mapping[str, str], *, narrow: bool = False
) -> Any:
    """Bars: the causes that broke most cases, each with its share of all breakdowns so far."""
    import altair as alt

    letters, room = (27, 190) if narrow else (46, 320)
    rows = [
        {"cause": _lines(names[c.cause], letters), "n": c.n_cases, "label": f"{c.n_cases:,}",
         "place": i}
        for i, c in enumerate(found[:SHOWN])
    ]  # fmt: skip
    most = max((c.n_cases for c in found), default=1)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("cause:N", sort=None, title=None,
                axis=alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=0,
                              labelBaseline="line-bottom", labelLineHeight=15,
                              labelOffset=3, minExtent=room)),
        x=alt.X("n:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * 1.2])),
    )  # fmt: skip
    bars = base.mark_bar(color=TEAL) + base.mark_text(align="left", dx=4, color=GREY).encode(
        text="label:N"
    )
    return styled(
        bars.properties(
            width=NARROW - 60 if narrow else WIDE - 140, height=alt.Step(38 if narrow else 34),
            description="Causes by the number of cases they broke",
        )
    )  # fmt: skip


def _lines(name: str, letters: int) -> str:
    """A name over two lines, so that it stands beside its bar in full."""
    return "\n".join(wrap(name, letters, max_lines=2, placeholder=" …"))


def saturation_chart(found: Saturation, *, narrow: bool = False) -> Any:
    """A line: how many causes so many cases show on average."""
    import altair as alt

    rows = [{"cases": k, "causes": value} for k, value in found.points]
    line = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(color=TEAL, strokeWidth=2.5)
        .encode(
            x=alt.X("cases:Q", title="Cases with a breakdown"),
            y=alt.Y("causes:Q", title="Causes seen", scale=alt.Scale(zero=True)),
        )
    )
    return styled(
        line.properties(
            width=NARROW + 60 if narrow else WIDE, height=200,
            description="How many causes so many cases show",
        )
    )  # fmt: skip


def stretches_chart(found: Sequence[Stretch], *, narrow: bool = False) -> Any:
    """Points with their intervals: the share that broke, by half-year of coming to the step."""
    import altair as alt

    rows = [
        {"when": f"{s.starts_on:%Y}/{1 if s.starts_on.month == 1 else 2}",
         "share": s.share.value, "low": s.share.low, "high": s.share.high}
        for s in found
    ]  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=alt.X("when:N", sort=None, title=None))
    y = alt.Y("low:Q", title=None, axis=alt.Axis(format="%", tickCount=5),
              scale=alt.Scale(domain=[0, 1]))  # fmt: skip
    bars = base.mark_rule(color=AMBER, strokeWidth=2).encode(y=y, y2="high:Q")
    points = base.mark_point(color=TEAL, filled=True, size=60).encode(y=alt.Y("share:Q"))
    return styled(
        (bars + points).properties(
            width=NARROW + 60 if narrow else WIDE, height=200,
            description="The share that broke, by half-year",
        )
    )  # fmt: skip
