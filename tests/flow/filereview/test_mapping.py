"""The mapping of a file review says what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from amparo.errors import Refused
from amparo.flow.filereview import Mapping

STEP = 'unit = "town"\n[[step]]\nname = "Seen"\ncolumn = "seen"\ndone = ["y"]\nfailed = ["n"]\n'


def mapping(tmp_path: Path, text: str) -> Mapping:
    place = tmp_path / "mapping.toml"
    place.write_text(text, encoding="utf-8")
    return Mapping.read(place)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unit = [", "not well-formed"),
        ("unit = 3\n", "unit is a text in quotes"),
        ('unit = "town"\n', "at least one [[step]]"),
        ('town = "unit"\n' + STEP, "means nothing here"),
        (STEP + "colour = 1\n", "means nothing here"),
        (STEP.replace('["n"]', '["y"]'), "two meanings"),
        (STEP.replace('["n"]', "[]"), "which answers mean done and failed"),
        (STEP.replace('["n"]', '"n"'), "a list of texts"),
        (STEP + STEP.partition("\n")[2], "one name"),
        (
            STEP + '[[outcome]]\nname = "A"\ncolumn = "a"\nyes = ["y"]\nno = []\n',
            "yes and which no",
        ),
        ('step = "Seen"\nunit = "town"\n', "a block under [[step]]"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        mapping(tmp_path, text)
    assert said in refusal.value.sentence()
    assert "mapping.toml" in refusal.value.sentence()


def test_a_mapping_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such mapping file"):
        Mapping.read(tmp_path / "none.toml")


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        mapping(tmp_path, STEP).require(["town", "other"], "files.csv")
    assert "seen" in refusal.value.sentence()
