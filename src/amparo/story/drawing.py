"""The drawings of the story, as the numbers that its templates write into SVG.

Threads stand on a grid of a hundred, so that each is one person; a hundredth of a width is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

STAGES = ("reported", "arrest", "charge", "trial", "guilty")
STRANDS = ("rescue", "restrain", "represent", "restore")


GOLDEN = 0.6180339887498949
"""Multiples of it, less their whole part, lie as far apart as can be: order without a pattern."""


@dataclass(frozen=True)
class Threads:
    """Threads over one stretch of the page: those that run on, those that end, and their ends."""

    going_on: str
    loose: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Stage:
    """One step of the fall: how many came to it, and how their threads go."""

    name: str
    n: int
    lost: int
    threads: Threads


def stages(funnel: Mapping[str, Any]) -> tuple[Stage, ...]:
    """The hundred threads, stage by stage, from those reported to those heard as guilty."""
    left = _order(100)
    made = []
    for now, then in zip(STAGES, (*STAGES[1:], ""), strict=True):
        going_on = left[: funnel[then]] if then else left
        gone = left[len(going_on) :]
        loose = [_loose(x, at) for at, x in enumerate(gone)]
        threads = Threads(
            _straight(going_on),
            " ".join(line for line, _ in loose),
            " ".join(end for _, end in loose),
        )
        made.append(Stage(now, funnel[now], len(gone), threads))
        left = going_on
    return tuple(made)


def asking() -> Threads:
    """A hundred people, here and there, each letting down a thread; the threads find their row."""
    lines, ends = [], []
    for x in range(100):
        at = (x * GOLDEN) % 1
        start = x + 0.5 + 44 * (((x * 7 * GOLDEN) % 1) - 0.5)
        start = min(98.5, max(1.5, start))
        y = 3 + 60 * at
        lines.append(
            f"M{start:.1f} {y:.1f}C{start:.1f} {y + 26:.1f} {x + 0.5:g} 66 {x + 0.5:g} 100"
        )
        ends.append(f"M{start:.1f} {y:.1f}h0")
    return Threads(" ".join(lines), "", " ".join(ends))


def meeting(guilty: Stage) -> Threads:
    """The threads that lasted, drawn together into one."""
    places = re.findall(r"M([\d.]+) 0", guilty.threads.going_on)
    return Threads(" ".join(f"M{x} 0C{x} 55 50 45 50 100" for x in places))


def whole() -> Threads:
    """All hundred threads."""
    return Threads(_straight(range(100)))


def _straight(places: Iterable[int]) -> str:
    return " ".join(f"M{x + 0.5:g} 0V100" for x in sorted(places))


def _order(n: int) -> list[int]:
    """Places so spread that any first few of them lie far from one another, the same each time."""
    return sorted(range(n), key=lambda x: (x * GOLDEN + 0.13) % 1)


def _loose(x: int, at: int) -> tuple[str, str]:
    """It ends between a fifth and nine tenths of the way, bending off as a loose thread does."""
    end = 20 + 70 * ((at * GOLDEN) % 1)
    side = 1.3 if (x + at) % 2 else -1.3
    line = f"M{x + 0.5:g} 0V{end - 9:.1f}q0 6 {side:g} 9"
    return line, f"M{x + 0.5 + side:g} {end:.1f}h0"


@dataclass(frozen=True)
class Piece:
    """A piece of a strand, in the order it must be laid."""

    strand: str
    line: str


def rope(width: float = 1200.0, height: float = 90.0, turns: float = 5.0) -> tuple[Piece, ...]:
    """Four strands twisted into a rope, each piece laid over those that lie behind it.

    Along the first quarter the strands come in from apart and are drawn together.
    """
    steps = 160
    pieces: list[tuple[float, Piece]] = []
    for k, strand in enumerate(STRANDS):
        points = [_on_rope(t / steps, k, width, height, turns) for t in range(steps + 1)]
        for start in range(0, steps, 4):
            part = points[start : start + 5]
            line = "M" + "L".join(f"{x:.0f} {y:.1f}" for x, y, _ in part)
            pieces.append((sum(z for *_, z in part) / len(part), Piece(strand, line)))
    return tuple(piece for _, piece in sorted(pieces, key=lambda pair: pair[0]))


def _on_rope(
    t: float, k: int, width: float, height: float, turns: float
) -> tuple[float, float, float]:
    drawn = min(1.0, max(0.0, (t - 0.06) / 0.22))
    drawn = drawn * drawn * (3 - 2 * drawn)
    phase = 2 * pi * turns * max(0.0, t - 0.1) + k * pi / 2
    apart = (k + 0.5) / 4 * height
    twisted = height / 2 + sin(phase) * height * 0.22
    return t * width, apart + (twisted - apart) * drawn, cos(phase) * drawn


@dataclass(frozen=True)
class Square:
    """One of a hundred."""

    x: int
    y: int
    filled: bool


def squares(filled: int, *, across: int = 20, pitch: int = 15) -> tuple[Square, ...]:
    """A hundred squares, `filled` of them filled, column by column."""
    down = 100 // across
    return tuple(Square(at // down * pitch, at % down * pitch, at < filled) for at in range(100))


@dataclass(frozen=True)
class Bar:
    """A bar: its key in the words, its length of a hundred, and what stands at its end."""

    key: str
    length: float
    label: str
    kind: str = ""


def months(courts: Mapping[str, Any], first: int) -> tuple[Bar, ...]:
    """How many months to judgment: at worst, often, once, lately."""
    whole = courts["worst_months"]

    def bar(key: str, n: float, label: str, kind: str = "") -> Bar:
        return Bar(key, 100 * n / whole, label, kind)

    low, high = courts["after_months"]
    return (
        bar("worst", whole, f"{whole}", "old"),
        bar("often", courts["before_months"], f"> {courts['before_months']}", "old"),
        bar("first", first, f"{first}"),
        bar("now", high, f"{low}–{high}", "new"),
    )


def mukono(found: Mapping[str, Any]) -> tuple[Bar, ...]:
    """What is left in 2017 of a hundred in 2012."""
    return (
        Bar("theft", 100 - found["theft_fall"], f"≈ {100 - found['theft_fall']}"),
        Bar("attempts", 100 - found["attempt_fall"], f"< {100 - found['attempt_fall']}"),
        Bar("violent", 100 - found["violent_fall"], f"{100 - found['violent_fall']}"),
    )


@dataclass(frozen=True)
class Slope:
    """A fall from a hundred: where the second point lies, and the line and the area under it."""

    left: int
    y: str
    line: str
    area: str


def slope(fall: int) -> Slope:
    """From a hundred to what is left of it, on a page 160 high between 20 and 180."""
    y = f"{20 + 160 * fall / 100:g}"
    return Slope(100 - fall, y, f"M30 20L300 {y}", f"M30 20L300 {y}V180H30Z")


@dataclass(frozen=True)
class Pair:
    """Two measurements of one place: years, percentages, and their lengths of a hundred."""

    place: str
    source: str
    bars: tuple[Bar, Bar]

    @property
    def named(self) -> tuple[tuple[Bar, str], ...]:
        """Each bar with its year."""
        return tuple((bar, bar.key) for bar in self.bars)


WIDEST_PERCENT = 11.0


def pairs(waves: Sequence[Mapping[str, Any]], *, decimal: str = ".") -> tuple[Pair, ...]:
    """Before and after, on one scale."""
    return tuple(
        Pair(one["place"], one["source"], (_share(one, 0, decimal), _share(one, 1, decimal)))
        for one in waves
    )


def _share(one: Mapping[str, Any], at: int, decimal: str) -> Bar:
    value = one["percent"][at]
    label = f"{value:.1f}%".replace(".", decimal)
    return Bar(str(one["years"][at]), 100 * value / WIDEST_PERCENT, label, "new" if at else "old")


def weave(width: int = 1200, height: int = 132, pitch: int = 12) -> tuple[tuple[str, str], ...]:
    """Four colours of weft that pass over the warp and under it, by turns.

    Each weft is a row of short strokes where it lies on top; between them the warp is seen.
    """
    rows = []
    for row, y in enumerate(range(pitch // 2, height, pitch)):
        start = (row % 2) * pitch - pitch // 2
        line = " ".join(f"M{x} {y}h{pitch}" for x in range(start, width, 2 * pitch))
        rows.append((STRANDS[row % 4], line))
    return tuple(rows)


def warp(width: int = 1200, height: int = 132, pitch: int = 12) -> str:
    """The threads that a weave goes over and under."""
    return " ".join(f"M{x} 0V{height}" for x in range(pitch // 2, width, pitch))
