"""The pathway file: written for editing, read with patience, refused with a reason."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.errors import Refused
from amparo.flow import Exit, Pathway, Stage
from amparo.flow.reading import SuggestedExit

WHOLE = Pathway(
    case="case_no",
    stages=(Stage("complaint", "reported", ("received", "intake")), Stage("arrest", "arrested")),
    unit="person",
    exits=(Exit("withdrawn", "status", ("Withdrawn", 'said "no"'), "closed"),),
    groups=("district", "año"),
    as_of=date(2024, 12, 31),
    date_order="day-first",
)
NAME = st.text(min_size=1, max_size=20)


def there_and_back(pathway: Pathway, folder: Path) -> Pathway:
    pathway.write(folder / "path.toml")
    return Pathway.read(folder / "path.toml")


def refusal(text: str, folder: Path) -> str:
    path = folder / "path.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        Pathway.read(path)
    return caught.value.sentence()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    assert there_and_back(WHOLE, tmp_path) == WHOLE


def test_a_log_of_events_is_read_back(tmp_path: Path) -> None:
    stages = (Stage("a", "Arrest made"), Stage("b", "Charged"))
    long = Pathway("id", stages, shape="long", activity="event", time="when")
    assert there_and_back(long, tmp_path) == long


@given(NAME, NAME, NAME)
def test_any_name_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, one: str, two: str, three: str
) -> None:
    made = Pathway(one, (Stage("a" + one, two), Stage("b", three, (one, two))), groups=(three,))
    assert there_and_back(made, tmp_path_factory.mktemp("p")) == made


def test_suggested_exits_stand_in_the_file_and_are_not_used(tmp_path: Path) -> None:
    suggested = [SuggestedExit("status", ("Rejected",), "rejected", "its words")]
    WHOLE.write(tmp_path / "path.toml", suggested=suggested)
    assert '# values = ["Rejected"]' in (tmp_path / "path.toml").read_text()
    assert Pathway.read(tmp_path / "path.toml").exits == WHOLE.exits


def test_a_file_that_is_not_toml_says_the_line(tmp_path: Path) -> None:
    assert "line 2" in refusal("case = 'a'\nunit = person\n", tmp_path)


def test_a_key_that_is_not_known_is_refused(tmp_path: Path) -> None:
    assert "stagez" in refusal('case = "a"\n[[stagez]]\nname = "x"\n', tmp_path)


def test_a_pathway_of_one_stage_is_refused(tmp_path: Path) -> None:
    assert "two stages" in refusal('case = ""\n[[stage]]\nname = "x"\ncolumn = "x"\n', tmp_path)


def test_a_value_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    text = 'case = ""\n[[stage]]\nname = "x"\ncolumn = "x"\naliases = "y"\n[[stage]]\nname = "y"\ncolumn = "y"\n'
    assert "aliases" in refusal(text, tmp_path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such pathway file"):
        Pathway.read(tmp_path / "none.toml")


def test_one_that_is_kept_is_there_whole_or_as_it_was_before(tmp_path, monkeypatch):
    kept = tmp_path / "pathway.toml"
    kept.write_text("the one before")

    def full(_self, _target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Refused, match="cannot be written"):
        WHOLE.write(kept)
    assert kept.read_text() == "the one before"
    assert [one.name for one in tmp_path.iterdir()] == ["pathway.toml"]
