"""Bars of paths and of work done again, as Altair charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.flow import charts
from amparo.flow.process.drawing.words import lines_of

if TYPE_CHECKING:
    from amparo.flow.process.rework import Rework
    from amparo.flow.process.variants import Variants

MOST = 10
WIDTH = 700  # px


def variants_chart(found: Variants) -> Any:
    """The ten commonest paths; the finished in teal, the open, which are not over, in amber."""
    rows = [
        {"what": row["variant"], "n": row["count"], "label": f"{row['count']:,}",
         "of": "finished" if row["finished"] else "still open"}
        for row in found.frame.head(MOST).to_dicts()
    ]  # fmt: skip
    return _bars(rows, ["finished", "still open"], "The commonest paths of cases")


def rework_chart(found: Rework) -> Any:
    """How many cases did a thing again, or went back to a stage."""
    kinds = {"again": "done again", "back": "came back to"}
    rows = [
        {"what": row["activity"] + (f" (after {row['after']})" if row["after"] else ""),
         "n": row["n_cases"], "label": f"{row['n_cases']:,}", "of": kinds[row["kind"]]}
        for row in found.frame.sort("n_cases", descending=True).head(MOST).to_dicts()
    ]  # fmt: skip
    return _bars(rows, list(kinds.values()), "What cases go through more than once")


def _bars(rows: list[dict[str, Any]], kinds: list[str], about: str) -> Any:
    """A bar with its words above it, so that no path is cut short."""
    import altair as alt

    lines = [lines_of(row["what"], 13, WIDTH) for row in rows]
    for row, said in zip(rows, lines, strict=True):
        row |= {"text": "\n".join(said), "place": rows.index(row)}
    tall = max((len(said) for said in lines), default=1)
    most = max((row["n"] for row in rows), default=1) or 1
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("place:O", title=None, axis=None),
        x=alt.X("n:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * 1.15])),
    )
    colour = alt.Color(
        "of:N", scale=alt.Scale(domain=kinds, range=[charts.TEAL, charts.AMBER]),
        legend=alt.Legend(title=None, orient="top", labelFontSize=13),
    )  # fmt: skip
    bars = base.mark_bar(height=16, yOffset=8 * tall).encode(color=colour)
    counts = base.mark_text(align="left", dx=5, dy=8 * tall).encode(text="label:N")
    words = base.mark_text(
        align="left", baseline="bottom", dy=8 * tall - 12, lineBreak="\n"
    ).encode(text="text:N", x=alt.value(0))
    return charts.styled(
        (bars + counts + words).properties(
            width=WIDTH, height=alt.Step(30 + 18 * tall), description=about
        )
    )  # fmt: skip
