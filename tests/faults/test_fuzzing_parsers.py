"""What reads other people's files refuses in words or reads; `./amparo attack fuzz` does it longer."""

from __future__ import annotations

import pytest

from amparo.errors import Broken, Refused
from amparo.vault.keys import read_words
from tests.faults.fuzzing import Parser, fuzz, parsers

NAMES = sorted(parsers())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_breaks_it(name):
    found = fuzz(parsers()[name], tries=150, seconds=20, seed=7)
    assert found.broken == []
    assert found.refused < found.tried


@pytest.mark.parametrize(
    "words", ['{"version": 1e309, "keys": {}, "index": ""}', "[" * 100_000, "[]", "{}", "9"]
)
def test_what_is_no_key_is_refused_whatever_it_is(words):
    """The first was found by changing a key at random; none of its words is told."""
    with pytest.raises(Broken, match="cannot be read") as refused:
        read_words(words, where="key")
    assert words not in str(refused.value)


def careless(content: bytes) -> int:
    """Breaks three branches deep."""
    if not content.startswith(b"{"):
        raise Refused("This is no record")
    if b"}" in content[2:]:
        return content.index(b"}") // content.count(b"a")
    return 0


def test_a_mistake_behind_three_branches_would_be_found():
    found = fuzz(
        Parser(careless, [b"abc"]), tries=20_000, seconds=60, seed=7, ours=__file__
    )  # fmt: skip
    assert "ZeroDivisionError" in found.broken[0]
