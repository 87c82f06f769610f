"""A drawing of what was left undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.flow.charts import GREY, NARROW, TEAL, WIDE, styled
from amparo.flow.wording import percent

if TYPE_CHECKING:
    from amparo.flow.filereview.review import FileReview


def undone_chart(found: FileReview, *, narrow: bool = False) -> Any:
    """A point with its interval for each step; a grey band is where the unknown could put it."""
    import altair as alt

    rows = [
        {"step": one.step.name, "share": one.share.value, "low": one.share.low,
         "high": one.share.high, "from": one.bounds[0], "to": one.bounds[1],
         "label": percent(one.share.value)}
        for one in found.undone if one.share.value is not None
    ]  # fmt: skip
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("share:Q", title="Share of files where it was left undone", scale=scale,
              axis=alt.Axis(format="%", tickCount=3 if narrow else 6))  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("step:N", sort=None, title=None, axis=alt.Axis(labelLimit=130 if narrow else 260))
    )
    layers = [
        base.mark_rule(color=GREY, strokeWidth=9, opacity=0.35).encode(
            x=alt.X("from:Q", scale=scale), x2="to:Q"
        ),
        base.mark_rule(color=TEAL, strokeWidth=2).encode(
            x=alt.X("low:Q", scale=scale), x2="high:Q"
        ),
        base.mark_point(color=TEAL, filled=True, size=60, opacity=1).encode(x=x),
        base.mark_text(dy=-11, color="#0b0c0c").encode(x=x, text="label:N"),
    ]
    return styled(
        alt.layer(*layers).properties(
            width=NARROW - 20 if narrow else WIDE, height=alt.Step(40),
            description="Share of files in which each step was left undone",
        )
    )  # fmt: skip
