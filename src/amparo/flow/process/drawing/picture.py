"""The map as boxes, lines and words with places in px; nothing of how it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from amparo.flow.process.drawing.layers import Layers, Slot, layered
from amparo.flow.process.drawing.places import Room, across, downward
from amparo.flow.process.drawing.words import SMALL, TITLE, days_words, text_width, wrapped
from amparo.flow.process.follows import Follows
from amparo.flow.wording import plural

Point = tuple[float, float]
THIN, THICK = 1.4, 9.0  # px
LABEL_HEIGHT, LABEL_PAD = 31.0, 5.0
LOOP = 26.0  # px that a loop reaches out beside its box
PORT = 15.0  # px between two lines at one side of a box
WORTH_SAYING = 0.01  # of the cases: fewer that begin, end or stand somewhere are left to the table


@dataclass(frozen=True)
class Box:
    """An activity: its middle and its size, the lines of its name and its numbers."""

    name: str
    x: float
    y: float
    width: float
    height: float
    title: tuple[str, ...]
    numbers: tuple[tuple[str, bool], ...]  # and whether it says that cases still stand here


@dataclass(frozen=True)
class Line:
    """One that follows another: the points it passes, and its label's middle and words."""

    source: str
    target: str
    points: tuple[Point, ...]
    back: bool
    width: float
    label: Point
    label_width: float
    words: tuple[str, str]


@dataclass(frozen=True)
class Picture:
    """Everything to draw, within `width` × `height`."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Measures:
    """How large things are drawn, in px."""

    box: float
    gap: float
    between: float


WIDE = Measures(box=150, gap=16, between=20)
NARROW = Measures(box=116, gap=7, between=17)


def picture_of(found: Follows, size: Measures) -> Picture:
    """The map laid out: layers from top to bottom, long lines round the boxes."""
    rows = found.frame.to_dicts()
    crossing = [row for row in rows if row["source"] != row["target"]]
    pairs = [(row["source"], row["target"]) for row in crossing]
    weights = {pair: row["count"] for pair, row in zip(pairs, crossing, strict=True)}
    names = found.activities.sort(["started", "activity"], descending=[True, False])
    listed = names.get_column("activity").to_list()
    words = [(f"{row['count']:,}", days_words(row["median_days"])) for row in crossing]
    widths = [label_width(one) for one in words]
    made = layered(listed, pairs, weights, widths)
    loops = {row["source"]: row for row in rows if row["source"] == row["target"]}
    flat = {row["activity"]: _box(row, found, size) for row in found.activities.to_dicts()}
    rooms = _rooms(made, flat, loops, widths, size)
    most = max((row["count"] for row in rows), default=1)
    pulls = [0.05 + row["count"] / most for row in crossing]
    x = across(made, rooms, pulls, size.gap)
    bands = downward(made, rooms, x, size.between)
    boxes = {name: _placed(box, x[name], bands, made) for name, box in flat.items()}
    ports = _ports(made, boxes, x)
    lines = [
        Line(
            *pair, _points(number, made, boxes, x, bands, ports), made.back[number],
            thickness(row["count"], most),
            (x[number, made.labels[number]], sum(bands[made.labels[number]]) / 2),
            widths[number], words[number],
        )
        for number, (pair, row) in enumerate(zip(pairs, crossing, strict=True))
    ]  # fmt: skip
    lines += [_loop(boxes[name], row, most) for name, row in sorted(loops.items())]
    right = max((x[slot] + room.right for slot, room in rooms.items()), default=0.0)
    return Picture(right, bands[-1][1] if bands else 0.0, tuple(boxes.values()), tuple(lines))


def thickness(count: int, most: int) -> float:
    """A line's width: its square grows with the count."""
    return THIN + (THICK - THIN) * sqrt(count / most)


def label_width(words: tuple[str, str]) -> float:
    """What a label takes, in px."""
    return max(text_width(words[0], SMALL, bold=True), text_width(words[1], SMALL)) + LABEL_PAD


def _box(row: dict[str, int], found: Follows, size: Measures) -> Box:
    """A box of this row without a place: as wide as its words need."""
    n = row["n_cases"]
    said = [(f"{n:,} {plural(found.unit, n)}", False)]
    for name, words in (("started", "begin here"), ("ended", "end here"), ("open", "still here")):
        if row[name] >= max(1.0, WORTH_SAYING * found.n):
            said.append((f"{row[name]:,} {words}", name == "open"))
    name = str(row["activity"])
    title = wrapped(name, TITLE, size.box - 16)
    widths = [text_width(part, TITLE, bold=True) for part in title]
    width = max(*widths, *(text_width(text, SMALL) for text, _ in said)) + 18
    height = 12 + 17 * len(title) + 15 * len(said)
    return Box(name, 0, 0, max(width, size.box * 0.62), height, title, tuple(said))


def _rooms(
    made: Layers, boxes: dict[str, Box], loops: dict[str, dict[str, int]], widths: list[float],
    size: Measures,
) -> dict[Slot, Room]:  # fmt: skip
    rooms: dict[Slot, Room] = {}
    for name, box in boxes.items():
        beside = 0.0
        if name in loops:
            beside = LOOP + label_width(_loop_words(loops[name]))
        rooms[name] = Room(box.width / 2, box.width / 2 + beside, box.height)
    for number, chain in enumerate(made.chains):
        for slot in chain[1:-1]:
            has_label = isinstance(slot, tuple) and slot[1] == made.labels[number]
            half = widths[number] / 2 if has_label else size.gap * 0.5
            rooms[slot] = Room(half, half, LABEL_HEIGHT if has_label else 0.0)
    return rooms


def _placed(box: Box, x: float, bands: list[Point], made: Layers) -> Box:
    layer = next(k for k, slots in enumerate(made.slots) if box.name in slots)
    top, bottom = bands[layer]
    return Box(box.name, x, (top + bottom) / 2, box.width, box.height, box.title, box.numbers)


def _ports(
    made: Layers, boxes: dict[str, Box], x: dict[Slot, float]
) -> dict[tuple[int, str], float]:
    """Where each line meets its two boxes, so that lines at one side neither cross nor touch."""
    sides: dict[tuple[str, bool], list[tuple[float, int]]] = {}
    for number, chain in enumerate(made.chains):
        sides.setdefault((str(chain[0]), True), []).append((x[chain[1]], number))
        sides.setdefault((str(chain[-1]), False), []).append((x[chain[-2]], number))
    ports: dict[tuple[int, str], float] = {}
    for (name, _), ends in sides.items():
        box = boxes[name]
        step = min(PORT, (box.width - 18) / max(1, len(ends) - 1))
        start = box.x - step * (len(ends) - 1) / 2
        for place, (_, number) in enumerate(sorted(ends)):
            ports[number, name] = start + step * place
    return ports


def _points(  # noqa: PLR0917  (one caller, above)
    number: int, made: Layers, boxes: dict[str, Box], x: dict[Slot, float], bands: list[Point],
    ports: dict[tuple[int, str], float],
) -> tuple[Point, ...]:  # fmt: skip
    """From the source to the target: out of one box, straight through each layer, to the other."""
    chain = made.chains[number]
    top, bottom = boxes[str(chain[0])], boxes[str(chain[-1])]
    points = [(ports[number, top.name], top.y + top.height / 2)]
    layer = next(k for k, slots in enumerate(made.slots) if top.name in slots)
    points.append((points[0][0], bands[layer][1]))
    for slot in chain[1:-1]:
        layer += 1
        points += [(x[slot], bands[layer][0]), (x[slot], bands[layer][1])]
    end = ports[number, bottom.name]
    points += [(end, bands[layer + 1][0]), (end, bottom.y - bottom.height / 2)]
    return tuple(points[::-1] if made.back[number] else points)


def _loop_words(row: dict[str, int]) -> tuple[str, str]:
    return f"{row['count']:,}", days_words(row["median_days"])


def _loop(box: Box, row: dict[str, int], most: int) -> Line:
    """A line from the right side of a box back to it."""
    words = _loop_words(row)
    wide = label_width(words)
    edge, reach = box.x + box.width / 2, box.height * 0.26
    out = edge + LOOP - 4
    points = (
        (edge, box.y - reach),
        (out, box.y - reach),
        (out, box.y + reach),
        (edge, box.y + reach),
    )
    label = (edge + LOOP + wide / 2, box.y)
    width = min(thickness(row["count"], most), THICK * 0.6)
    return Line(box.name, box.name, points, False, width, label, wide, words)  # noqa: FBT003
