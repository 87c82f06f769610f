"""Bars of paths and of work done again, as Altair charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.flow import charts
from amparo.flow.process.drawing.words import lines_of

if TYPE_CHECKING:
    from amparo.flow.process.rework import Rework
    from amparo.flow.process.variants import Variants

MOST = 10


def variants_chart(found: Variants, *, narrow: bool = False) -> Any:
    """The ten commonest paths; the finished in teal, the open, which are not over, in amber."""
    rows = [
        {"what": row["variant"], "n": row["count"], "label": f"{row['count']:,}",
         "of": "finished" if row["finished"] else "still open"}
        for row in found.frame.head(MOST).to_dicts()
    ]  # fmt: skip
    return _bars(rows, ["finished", "still open"], "The commonest paths of cases", narrow=narrow)


def rework_chart(found: Rework, *, narrow: bool = False) -> Any:
    """How many cases did a thing again, or went back to a stage."""
    kinds = {"again": "done again", "back": "came back to"}
    rows = [
        {"what": row["activity"] + (f" (after {row['after']})" if row["after"] else ""),
         "n": row["n_cases"], "label": f"{row['n_cases']:,}", "of": kinds[row["kind"]]}
        for row in found.frame.sort("n_cases", descending=True).head(MOST).to_dicts()
    ]  # fmt: skip
    return _bars(rows, list(kinds.values()), "What cases go through more than once", narrow=narrow)


def _bars(rows: list[dict[str, Any]], kinds: list[str], about: str, *, narrow: bool) -> Any:
    """A bar with its words above it, so that no path is cut short."""
    import altair as alt

    width = 310 if narrow else 700
    lines = [lines_of(row["what"], 13, width) for row in rows]
    tall = max((len(said) for said in lines), default=1)
    for place, (row, said) in enumerate(zip(rows, lines, strict=True)):
        row |= {"text": "\n".join([" "] * (tall - len(said)) + said), "place": place}
    step = 30 + 15 * tall
    most = max((row["n"] for row in rows), default=1) or 1
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("place:O", title=None, axis=None),
        x=alt.X("n:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * 1.15])),
    )
    colour = alt.Color(
        "of:N", scale=alt.Scale(domain=kinds, range=[charts.TEAL, charts.AMBER]),
        legend=alt.Legend(title=None, orient="top", labelFontSize=13),
    )  # fmt: skip
    bars = base.mark_bar(height=16, yOffset=step / 2 - 18).encode(color=colour)
    counts = base.mark_text(align="left", dx=5, dy=step / 2 - 18).encode(text="label:N")
    words = base.mark_text(align="left", baseline="top", dy=4 - step / 2, lineBreak="\n").encode(
        text="text:N", x=alt.value(0)
    )
    return charts.styled(
        (bars + counts + words).properties(
            width=width, height=alt.Step(step), description=about
        )
    )  # fmt: skip
