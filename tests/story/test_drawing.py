"""The drawings hold the numbers they stand for: what is drawn can be counted again."""

from __future__ import annotations

import re

import pytest

from amparo.story import drawing
from amparo.story.reading import figures

STAGES = drawing.stages(figures()["funnel"])


def places(line: str) -> set[str]:
    return set(re.findall(r"M([\d.]+) ", line))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_each_stage_draws_as_many_threads_as_people(stage):
    assert len(places(stage.threads.going_on)) + len(places(stage.threads.loose)) == stage.n
    assert len(re.findall("M", stage.threads.ends)) == stage.lost


def test_a_thread_that_ended_is_never_drawn_again():
    below = [places(one.threads.going_on) | places(one.threads.loose) for one in STAGES[1:]]
    assert [places(one.threads.going_on) for one in STAGES[:-1]] == below


def test_a_hundred_people_ask_and_six_are_heard():
    assert len(re.findall("M", drawing.asking().ends)) == 100
    assert len(re.findall("M", drawing.meeting(STAGES[-1]).going_on)) == 6


def test_thirty_of_a_hundred_squares_are_filled():
    assert sum(one.filled for one in drawing.squares(30)) == 30


def test_bars_are_as_long_as_their_numbers():
    months = drawing.months(figures()["courts"], 27)
    assert [round(bar.length, 1) for bar in months] == [100, 50, 22.5, 6.7]
    before, after = drawing.pairs(figures()["waves"], decimal=",")[0].bars
    assert round(before.length / after.length, 3) == round(8.16 / 2.2, 3)
    assert after.label == "2,2%"


def test_a_slope_ends_where_its_number_says():
    slope = drawing.slope(79)
    assert (slope.left, slope.y) == (21, "146.4")


def test_the_rope_holds_each_strand_over_its_whole_way():
    pieces = drawing.rope()
    assert {
        strand: sum(p.strand == strand for p in pieces) for strand in drawing.STRANDS
    } == dict.fromkeys(drawing.STRANDS, 40)
