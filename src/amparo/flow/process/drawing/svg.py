"""The drawing as SVG text: presentation attributes only, no style, script or address."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from amparo.flow.charts import AMBER, FONT, GREY, TEAL
from amparo.flow.process.drawing.picture import Box, Line, Picture, Point
from amparo.flow.process.drawing.words import SMALL, TITLE

INK, PALE, PAPER = "#0b0c0c", "#eef3f5", "#ffffff"
LATE = "#9a3b00"  # what waits: the house's brown of overdue, readable on the pale of a box
MARGIN = 8.0
HEAD = 7.0  # px by which the head of an arrow is wider than its line


def written(picture: Picture, notes: list[str], *, title: str, told: str, width: float) -> str:
    """The whole SVG, `width` px wide; `told` is what a reader hears who does not see it."""
    left = max(MARGIN, (width - picture.width) / 2)
    below = picture.height + MARGIN + 12
    height = below + 17 * len(notes) + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{_text(title)}" '
        f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'font-family="{FONT}">',
        f"<title>{_text(title)}</title><desc>{_text(told)}</desc>",
        f'<g transform="translate({left:.1f} {MARGIN:.1f})">',
        *(_line(line) for line in sorted(picture.lines, key=lambda line: line.width)),
        *(_label(line) for line in picture.lines),
        *(_box(box) for box in picture.boxes),
        "</g>",
        *(
            f'<text x="{MARGIN:.0f}" y="{below + 17 * k + 8:.1f}" font-size="{SMALL}" '
            f'fill="{GREY}">{_text(note)}</text>'
            for k, note in enumerate(notes)
        ),
        "</svg>",
    ]
    return "".join(parts)


def _text(words: str) -> str:
    return escape(words, quote=True)


def _box(box: Box) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    parts = [
        f'<g><rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="6" fill="{PALE}" stroke="{TEAL}" stroke-width="1.5"/>'
    ]
    y = top + 4
    for part in box.title:
        y += 17
        parts.append(
            f'<text x="{box.x:.1f}" y="{y - 2:.1f}" font-size="{TITLE}" font-weight="bold" '
            f'text-anchor="middle" fill="{INK}">{_text(part)}</text>'
        )
    for said, standing in box.numbers:
        y += 15
        colour = f' font-weight="bold" fill="{LATE}"' if standing else f' fill="{INK}"'
        parts.append(
            f'<text x="{box.x:.1f}" y="{y:.1f}" font-size="{SMALL}" text-anchor="middle"'
            f"{colour}>{_text(said)}</text>"
        )
    return "".join([*parts, "</g>"])


def _line(line: Line) -> str:
    colour = AMBER if line.back else TEAL
    dash = ' stroke-dasharray="7 4"' if line.back else ""
    loop = line.source == line.target
    size = line.width + HEAD
    end, head = _head(line.points[-1], size, (-1, 0) if loop else (0, -1 if line.back else 1))
    path = _loop(line.points, end) if loop else _path((*line.points[:-1], end))
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{line.width:.1f}"{dash}/>'
        f'<polygon points="{head}" fill="{colour}"/>'
    )


def _head(tip: Point, size: float, way: tuple[int, int]) -> tuple[Point, str]:
    """Where the line ends under its head, and the head's corners; `way` is where it points."""
    (x, y), (dx, dy) = tip, way
    long, half = min(size * 0.85, 12.0), size / 2
    base = (x - dx * long, y - dy * long)
    corners = (tip, (base[0] - dy * half, base[1] - dx * half),
               (base[0] + dy * half, base[1] + dx * half))  # fmt: skip
    return (base[0] + dx, base[1] + dy), " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)


def _path(points: tuple[Point, ...]) -> str:
    """Straight within a layer, and from one to the next a curve that leaves and comes upright."""
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        if abs(x - to_x) < 0.05:
            parts.append(f"L{to_x:.1f} {to_y:.1f}")
        else:
            mid = (y + to_y) / 2
            parts.append(f"C{x:.1f} {mid:.1f} {to_x:.1f} {mid:.1f} {to_x:.1f} {to_y:.1f}")
    return "".join(parts)


def _loop(points: tuple[Point, ...], end: Point) -> str:
    (x, y), (out, top), (_, bottom), _ = points
    far = out + (out - x) * 0.1
    return f"M{x:.1f} {y:.1f}C{far:.1f} {top:.1f} {far:.1f} {bottom:.1f} {end[0]:.1f} {end[1]:.1f}"


def _label(line: Line) -> str:
    """A label on its line, which is broken behind it; beside it where the line is a loop."""
    x, y = line.label
    half = line.label_width / 2
    back = (
        f'<rect x="{x - half:.1f}" y="{y - 15.5:.1f}" width="{line.label_width:.1f}" height="31" '
        f'fill="{PAPER}"/>'
    )
    count, days = line.words
    return (
        f'<g font-size="{SMALL}" text-anchor="middle">{back}'
        f'<text x="{x:.1f}" y="{y - 2.5:.1f}" font-weight="bold" fill="{INK}">{_text(count)}</text>'
        f'<text x="{x:.1f}" y="{y + 11.5:.1f}" fill="{GREY}">{_text(days)}</text></g>'
    )
