"""The drawn map: nothing lies on anything, everything is drawn, and it is readable."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.flow import EventLog, charts
from amparo.flow.process import Follows
from amparo.flow.process.drawing import fitted
from amparo.flow.process.drawing.chart import traced
from amparo.flow.process.drawing.layers import in_order
from amparo.flow.process.drawing.picture import NARROW, WIDE, Picture, picture_of
from amparo.flow.process.drawing.places import spaced
from amparo.flow.process.drawing.words import text_width

EITHER = pytest.mark.parametrize("shape", ["wide", "narrow"])
SVG = "{http://www.w3.org/2000/svg}"


def mapped(paths: list[list[str]], n_days: int = 3) -> Follows:
    start = date(2024, 1, 1)
    rows = [
        (str(case), what, start + timedelta(days=n_days * at))
        for case, path in enumerate(paths)
        for at, what in enumerate(path)
    ]
    frame = pl.DataFrame(rows, schema=["id", "what", "on"], orient="row")
    return EventLog.read(
        frame, case="id", activity="what", time="on", as_of="2024-12-31",
        stages={"begun": "begun", "done": "done"},
    ).follows()  # fmt: skip


def tangled(seed: int, n_activities: int = 10) -> Follows:
    rng = np.random.default_rng(seed)
    names = [f"activity {k}" for k in range(n_activities)]
    return mapped([list(rng.choice(names, int(rng.integers(2, 9)))) for _ in range(60)])


def rectangles(picture: Picture) -> list[tuple[float, float, float, float]]:
    boxes = [
        (b.x - b.width / 2, b.y - b.height / 2, b.x + b.width / 2, b.y + b.height / 2)
        for b in picture.boxes
    ]
    labels = [
        (x - line.label_width / 2, y - 15, x + line.label_width / 2, y + 15)
        for line in picture.lines
        for x, y in [line.label]
    ]
    return boxes + labels


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    left, top = max(one[0], other[0]), max(one[1], other[1])
    return left < min(one[2], other[2]) - 0.01 and top < min(one[3], other[3]) - 0.01


PATHS = st.lists(
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=7), min_size=1, max_size=12
)


@given(PATHS, st.sampled_from([WIDE, NARROW]))
@settings(max_examples=40, deadline=None)
def test_no_box_and_no_label_lies_on_another(paths: list[list[str]], size: object) -> None:
    picture = picture_of(mapped(paths), size)  # type: ignore[arg-type]
    assert not [pair for pair in combinations(rectangles(picture), 2) if overlap(*pair)]


@given(PATHS)
@settings(max_examples=40, deadline=None)
def test_every_activity_and_every_pair_is_drawn_once(paths: list[list[str]]) -> None:
    found = mapped(paths)
    picture = picture_of(found, WIDE)
    drawn = sorted((line.source, line.target) for line in picture.lines)
    assert drawn == sorted(found.frame.select("source", "target").rows())
    names = sorted(box.name for box in picture.boxes)
    assert names == sorted(found.activities.get_column("activity"))


@given(PATHS)
@settings(max_examples=40, deadline=None)
def test_no_line_runs_through_a_box(paths: list[list[str]]) -> None:
    picture = picture_of(mapped(paths), WIDE)
    inside = [
        (line.source, line.target, box.name)
        for line in picture.lines
        if line.source != line.target
        for x, y in traced(line)
        for box in picture.boxes
        if abs(x - box.x) < box.width / 2 - 0.01 and abs(y - box.y) < box.height / 2 - 0.01
    ]
    assert not inside


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_line_begins_at_its_source_and_ends_at_its_target(seed: int) -> None:
    picture = picture_of(tangled(seed), WIDE)
    boxes = {box.name: box for box in picture.boxes}
    off = [
        line
        for line in picture.lines
        for name, (x, y) in ((line.source, line.points[0]), (line.target, line.points[-1]))
        if abs(x - boxes[name].x) > boxes[name].width / 2 + 0.01
        or abs(y - boxes[name].y) > boxes[name].height / 2 + 0.01
    ]
    assert not off


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lines_run_down_and_only_those_that_go_back_run_up(seed: int) -> None:
    picture = picture_of(tangled(seed), WIDE)
    ways = [line for line in picture.lines if line.source != line.target]
    assert [line.back for line in ways] == [line.points[0][1] > line.points[-1][1] for line in ways]


@EITHER
def test_the_same_map_always_gives_the_same_drawing(shape: str) -> None:
    assert tangled(4).svg(narrow=shape == "narrow") == tangled(4).svg(narrow=shape == "narrow")


@pytest.mark.parametrize(("shape", "width"), [("wide", 760), ("narrow", 340)])
@pytest.mark.parametrize("seed", [5, 6])
def test_what_does_not_fit_is_hidden_and_told(seed: int, shape: str, width: int) -> None:
    found = tangled(seed, n_activities=8)
    shown, picture = fitted(found, narrow=shape == "narrow")
    assert picture.width + 16 <= width
    assert f"Shown: {shown.frame.height} of {found.frame.height} ways" in found.svg(
        narrow=shape == "narrow"
    )


@EITHER
def test_no_words_are_smaller_than_twelve_px(shape: str) -> None:
    sizes = re.findall(r'font-size="(\d+)"', tangled(7).svg(narrow=shape == "narrow"))
    assert min(map(int, sizes)) == 12


def test_names_fit_their_boxes() -> None:
    long = "a very long name of an activity that nobody would ever want to write"
    picture = picture_of(
        mapped([["begun", long, "Verlängerungsantragsbearbeitungsverfahren"]]), NARROW
    )
    assert not [
        box
        for box in picture.boxes
        for part in box.title
        if text_width(part, 14, bold=True) > box.width
    ]


def test_the_drawing_holds_only_shapes_words_and_attributes() -> None:
    svg = tangled(8).svg()
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
    assert tags == {"svg", "title", "desc", "g", "path", "polygon", "rect", "text"}
    assert not re.search(r"\b(style|class|href|id)=|url\(", svg)


def test_a_name_that_looks_like_markup_stays_words() -> None:
    svg = mapped([["begun", "<script>alert('x')</script>", 'done & "dusted"']]).svg()
    words = [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert "<script>" not in svg
    assert any(text and text.startswith("<script>") for text in words)


def test_a_reader_who_does_not_see_it_hears_the_commonest_ways() -> None:
    drawing = ElementTree.fromstring(mapped([["begun", "done"]] * 3).svg())
    assert (drawing.get("role"), drawing[0].tag, drawing[1].tag) == (
        "img", f"{SVG}title", f"{SVG}desc",
    )  # fmt: skip
    assert drawing[1].text == "begun to done: 3 times, half within 3 days."


@EITHER
def test_cases_of_one_event_each_are_boxes_without_lines(shape: str) -> None:
    svg = mapped([["begun"], ["done"]]).svg(narrow=shape == "narrow")
    tags = [element.tag for element in ElementTree.fromstring(svg).iter()]
    assert (tags.count(f"{SVG}path"), tags.count(f"{SVG}rect")) == (0, 2)


def test_a_map_filtered_to_nothing_is_drawn_empty_and_says_so() -> None:
    found = mapped([["begun", "done"]]).covering(0)
    assert "Shown: 0 of 1 ways" in found.svg()
    assert "Hidden: 1 rarer way" in found.sentence()


def test_the_chart_draws_the_same_boxes() -> None:
    found = tangled(9, n_activities=4)
    drawn = charts.svg(found.chart())
    assert all(name in drawn for name in found.activities.get_column("activity"))


@given(
    st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 9)), min_size=1, max_size=8),
    st.floats(0, 40),
)
@settings(max_examples=80, deadline=None)
def test_places_keep_their_distance_and_no_shift_of_all_is_nearer(
    wishes: list[tuple[float, float]], apart: float
) -> None:
    wanted, strength = [w for w, _ in wishes], [s for _, s in wishes]
    placed = spaced(wanted, strength, [apart] * (len(wanted) - 1))
    gaps = [b - a for a, b in pairwise(placed)]
    assert all(gap >= apart - 1e-6 for gap in gaps)
    pull = sum(s * (p - w) for p, w, s in zip(placed, wanted, strength, strict=True))
    assert pull == pytest.approx(0, abs=1e-6)


def test_the_order_leaves_the_least_running_back() -> None:
    weights = {("a", "b"): 9, ("b", "c"): 8, ("c", "a"): 2, ("c", "b"): 1, ("d", "a"): 5}
    assert in_order(list("cbad"), weights) == list("dabc")


def test_every_arrow_stands_outside_the_box_it_points_to() -> None:
    paths = [["a", "b", "a", "c"], ["a", "c"], ["a", "b"], ["b", "b", "c"]]
    svg = ElementTree.fromstring(mapped(paths).svg())
    boxes = [
        [float(box.get(name, "")) for name in ("x", "y", "width", "height")]
        for box in svg.iter(f"{SVG}rect")
        if box.get("rx")
    ]
    corners = [
        tuple(float(value) for value in corner.split(","))
        for head in svg.iter(f"{SVG}polygon")
        for corner in head.get("points", "").split()
    ]
    assert len(corners) == 3 * 5
    assert not [
        (x, y)
        for x, y in corners
        for left, top, width, height in boxes
        if left + 0.2 < x < left + width - 0.2 and top + 0.2 < y < top + height - 0.2
    ]
