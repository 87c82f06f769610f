"""The map as an Altair chart, laid out as the drawing is."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from amparo.flow import charts
from amparo.flow.process.drawing import fitted
from amparo.flow.process.drawing.picture import Box, Line, Picture, Point
from amparo.flow.process.drawing.svg import INK, LATE, PALE, PAPER
from amparo.flow.process.drawing.words import SMALL, TITLE
from amparo.flow.process.follows import Follows
from amparo.flow.process.wording import hidden_words

STEPS = 10  # straight pieces that a curve is drawn with


def chart_of(found: Follows, *, narrow: bool = False) -> Any:
    """Boxes, lines and labels in px; hover tells nothing that is not written."""
    import altair as alt

    shown, picture = fitted(found, narrow=narrow)
    about = f"What follows what. {shown.sentence()}"
    spots = alt.Chart(alt.InlineData(values=_words(picture))).mark_text(baseline="middle").encode(
        x=_axis("x", picture.width), y=_axis("y", -picture.height), text="text:N",
        color=alt.Color("colour:N", scale=None), size=alt.Size("size:Q", scale=None),
    )  # fmt: skip
    layers = [*_lines(picture), _boxes(picture), spots]
    chart = alt.layer(*layers).properties(
        width=picture.width, height=picture.height, description=about,
        title=alt.TitleParams(hidden_words(shown).strip(), anchor="start", fontSize=SMALL,
                              fontWeight="normal", color=charts.GREY, orient="bottom"),
    )  # fmt: skip
    return charts.styled(chart)


def _axis(name: str, size: float) -> Any:
    """Px as they are; a height given as negative runs downwards."""
    import altair as alt

    kind = alt.X if name == "x" else alt.Y
    domain = [0, size] if size > 0 else [-size, 0]
    return kind(f"{name}:Q", axis=None, scale=alt.Scale(domain=domain, nice=False))


def _lines(picture: Picture) -> list[Any]:
    import altair as alt

    made = []
    for line in sorted(picture.lines, key=lambda one: one.width):
        values = [{"x": x, "y": y, "at": k} for k, (x, y) in enumerate(traced(line))]
        x, y = _axis("x", picture.width), _axis("y", -picture.height)
        colour = charts.AMBER if line.back else charts.TEAL
        base = alt.Chart(alt.InlineData(values=values)).encode(x=x, y=y)
        made.append(
            base.mark_line(
                strokeWidth=line.width, color=colour, strokeDash=[7, 4] if line.back else [1, 0]
            ).encode(order="at:Q")
        )
        turn = _turn(line)
        tip = [{"x": line.points[-1][0], "y": line.points[-1][1]}]
        made.append(
            alt.Chart(alt.InlineData(values=tip)).mark_point(
                shape=turn, filled=True, opacity=1, color=colour, size=(line.width + 7) ** 2
            ).encode(x=x, y=y)
        )  # fmt: skip
    return made


def _turn(line: Line) -> str:
    if line.source == line.target:
        return "triangle-left"
    return "triangle-up" if line.back else "triangle-down"


def traced(line: Line) -> list[Point]:
    """The line's curves as short straight pieces."""
    traced = [line.points[0]]
    for (x, y), (to_x, to_y) in pairwise(line.points):
        if abs(x - to_x) < 0.05 or abs(y - to_y) < 0.05:
            traced.append((to_x, to_y))
            continue
        for k in range(1, STEPS + 1):
            t = k / STEPS
            ease = t * t * (3 - 2 * t)
            traced.append((x + (to_x - x) * ease, y + (to_y - y) * t))
    return traced


def _boxes(picture: Picture) -> Any:
    import altair as alt

    boxes = [
        {"x": b.x - b.width / 2, "x2": b.x + b.width / 2, "y": b.y - b.height / 2,
         "y2": b.y + b.height / 2, "fill": PALE, "stroke": charts.TEAL}
        for b in picture.boxes
    ]  # fmt: skip
    papers = [
        {"x": line.label[0] - line.label_width / 2, "x2": line.label[0] + line.label_width / 2,
         "y": line.label[1] - 15, "y2": line.label[1] + 15, "fill": PAPER, "stroke": PAPER}
        for line in picture.lines
    ]  # fmt: skip
    return (
        alt.Chart(alt.InlineData(values=papers + boxes))
        .mark_rect(strokeWidth=1.5, cornerRadius=4, opacity=1)
        .encode(
            x=_axis("x", picture.width), x2="x2:Q", y=_axis("y", -picture.height), y2="y2:Q",
            fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("stroke:N", scale=None),
        )
    )  # fmt: skip


def _words(picture: Picture) -> list[dict[str, Any]]:
    said = []
    for line in picture.lines:
        x, y = line.label
        said += [_word(x, y - 7, line.words[0], INK), _word(x, y + 7, line.words[1], charts.GREY)]
    for box in picture.boxes:
        said += _box_words(box)
    return said


def _box_words(box: Box) -> list[dict[str, Any]]:
    y = box.y - box.height / 2 - 2
    said = []
    for part in box.title:
        y += 17
        said.append({**_word(box.x, y, part, INK), "size": TITLE})
    for text, standing in box.numbers:
        y += 15
        said.append(_word(box.x, y, text, LATE if standing else INK))
    return said


def _word(x: float, y: float, text: str, colour: str) -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "colour": colour, "size": SMALL}
