"""Real police files: 1,674 sexual assaults in Minnesota, read by reporters in 2018."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from amparo.flow import FileReview
from amparo.flow.filereview import Mapping
from tests.flow.conftest import _real_data

pytestmark = pytest.mark.real_data
MAPPING = Path(__file__).with_name("minnesota.toml")


@pytest.fixture(scope="module")
def files() -> Path:
    folder = _real_data()
    if folder is None or not (path := folder / "minnesota-sexual-assault" / "cases.csv").is_file():
        pytest.skip("no real data: set AMPARO_REAL_DATA, or put shared/data beside the checkout")
    return path


@pytest.fixture(scope="module")
def found(files: Path) -> FileReview:
    return FileReview.read(files, Mapping.read(MAPPING))


def test_counts_equal_a_plain_reading_of_the_file(found: FileReview, files: Path) -> None:
    with files.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert found.n == len(rows) == 1674
    for one in found.undone:
        answers = [row[one.step.column].strip() for row in rows]
        assert one.failed == sum(a in one.step.failed for a in answers)
        assert one.done == sum(a in one.step.done for a in answers)
        assert one.done + one.failed + one.unknown + one.not_applicable == 1674


def test_unknown_answers_are_kept_apart_from_no(found: FileReview) -> None:
    scene = next(one for one in found.undone if one.step.column == "scene_visited")
    assert (scene.failed, scene.unknown, scene.not_applicable) == (776, 152, 486)
    assert found.unread["Charged"] == {"Cannot determine": 50, "": 36, "NEED TO CHECK": 3}


def test_interviews_would_reach_most_and_the_kit_fewest(found: FileReview) -> None:
    order = [one.step.column for one in found.reach]
    assert order[0] == "victim_interviewed"
    assert order[-1] == "kit_tested"
    assert found.reach[0].reached.low is not None
    assert found.reach[0].reached.low > 200


def test_one_agency_leaves_more_kits_untested_than_chance_allows(found: FileReview) -> None:
    stand = {row.unit: row.stands for row in found.compare("The kit is tested") if row.stands}
    assert stand == {"Duluth": "more"}


def test_every_step_left_undone_goes_with_fewer_convictions(found: FileReview) -> None:
    convicted = [one for one in found.associations if one.outcome == "Convicted"]
    assert len(convicted) == 6
    assert all((one.adjusted.high or 0.0) < 0 for one in convicted)
    assert all((one.holm or 1.0) < 0.05 for one in convicted)
