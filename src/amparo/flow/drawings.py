"""Charts of what is estimated: fates, attrition, funnels, gains. Colours and style as in charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from amparo.flow.charts import AMBER, GREY, NARROW, PLUM, TEAL, WIDE
from amparo.flow.charts import _styled as styled

if TYPE_CHECKING:
    from amparo.flow.competing import CompetingRisks

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


__all__ = ["GREY", "fates_chart"]
