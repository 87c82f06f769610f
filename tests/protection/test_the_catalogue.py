"""The catalogue of indicators: all eighty, each saying what it means and where it is from."""

from __future__ import annotations

from datetime import date

import pytest

from amparo.directory.packs.indicators import indicator, indicators, protection_rule
from amparo.errors import NotVisible


def test_all_eighty_are_there_in_their_parts() -> None:
    found = indicators()
    assert list(found) == [f"I{n:02d}" for n in range(1, 81)]
    assert [sum(one.part == part for one in found.values()) for part in (1, 2, 3)] == [48, 19, 13]


def test_each_says_what_it_means_and_none_is_said_twice() -> None:
    found = indicators().values()
    assert all(len(one.definition) > 20 and one.formula and one.source for one in found)
    assert len({one.name for one in found}) == len({one.definition for one in found}) == 80


def test_a_share_of_milestones_has_a_horizon() -> None:
    computed = [one for one in indicators().values() if one.rule in {"share", "none"}]
    assert len(computed) >= 18
    assert all(one.begins and one.ends and one.within > 0 for one in computed)


def test_a_rise_that_may_be_bad_news_is_marked() -> None:
    assert indicator("i08").polarity == indicator("I10").polarity == "ambiguous"
    with pytest.raises(NotVisible):
        indicator("i99")


def test_the_rule_of_protection_is_public_and_has_a_version() -> None:
    rule = protection_rule(date(2030, 1, 1))
    assert rule.version == 1
    assert "half or more" in rule.protected
    assert rule.fall_at_least == 0.5
