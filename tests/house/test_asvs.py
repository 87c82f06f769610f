"""The list of OWASP's ASVS 5.0 is whole, counts itself rightly, and names tests that are there."""

from __future__ import annotations

import re
from collections import Counter

from tests.house.source import ROOT
from tests.house.test_documents import NAMED_TEST, is_there

TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([\d., ]+) \| ([a-z/' ]+) \| (.+) \|$", re.MULTILINE)
# Levels 1 and 2 of version 5.0: how many items each chapter has.
ITEMS = {1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13,
         14: 9, 15: 13, 16: 16, 17: 7}  # fmt: skip
VERDICTS = ["yes", "partly", "no", "not measured", "the keeper's", "n/a"]


def items() -> dict[str, tuple[str, str]]:
    return {
        item: (verdict, why)
        for numbers, verdict, why in ROW.findall(TEXT)
        if "." in numbers
        for item in numbers.split(", ")
    }


def test_every_item_has_its_row():
    found = Counter(int(item.split(".")[0]) for item in items())
    assert found == ITEMS
    assert sum(ITEMS.values()) == 253


def test_the_counts_at_the_top_are_those_of_the_rows():
    verdicts = Counter(verdict for verdict, _ in items().values())
    told = re.search(r"^\|---\|---\|---\|---\|---\|---\|\n\| (.+) \|$", TEXT, re.MULTILINE)
    assert [int(n) for n in told[1].split(" | ")] == [verdicts[one] for one in VERDICTS]
    assert set(verdicts) <= set(VERDICTS)


def test_every_test_it_names_is_there():
    named = NAMED_TEST.findall(TEXT)
    assert len(named) > 60
    assert [f"{path}::{name}" for path, name in named if not is_there(path, name)] == []


def test_what_is_not_met_is_said_at_the_top():
    head = TEXT.partition("## 1.")[0]
    assert [
        item for item, (verdict, _) in items().items() if verdict == "no" and item not in head
    ] == []
