"""Every language says the same: the same keys, the same numbers, the same gaps to fill."""

from __future__ import annotations

import re

import pytest

from amparo.story.reading import FIRST, LANGUAGES, WHOLE, figures, sources, words

ENGLISH = words(FIRST).texts
OTHERS = [code for code in LANGUAGES if code != FIRST]
MUST_BE_EMPTY = {("site", "awaiting")}


def numbers(text: str) -> list[str]:
    """The numbers of a text, whatever stands between their thousands or before a fraction."""
    joined = re.sub(r"(?<=\d)[.,](?=\d)", "", text)
    return sorted(set(re.findall(r"\d+", joined)))


def keys(code: str) -> set[tuple[str, str]]:
    return {(part, key) for part, said in words(code).texts.items() for key in said}


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_every_text_of_its_pages(code):
    pages = {pair for pair in keys(FIRST) if code in WHOLE or pair[0] != "methods"}
    assert keys(code) == pages


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_left_empty(code):
    empty = {(p, k) for p, said in words(code).texts.items() for k, v in said.items() if not v}
    assert empty - MUST_BE_EMPTY == set()


@pytest.mark.parametrize("code", OTHERS)
def test_it_tells_the_same_numbers_as_the_english(code):
    texts = words(code).texts
    differ = {
        f"{part}.{key}": (numbers(ENGLISH[part][key]), numbers(said))
        for part, all_said in texts.items()
        for key, said in all_said.items()
        if numbers(ENGLISH[part][key]) != numbers(said)
    }
    assert differ == {}


@pytest.mark.parametrize("code", OTHERS)
def test_it_leaves_the_same_gaps_to_fill(code):
    gaps = re.compile(r"{\w+}")
    texts = words(code).texts
    assert {
        f"{part}.{key}"
        for part, all_said in texts.items()
        for key, said in all_said.items()
        if sorted(gaps.findall(said)) != sorted(gaps.findall(ENGLISH[part][key]))
    } == set()


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_that_nobody_native_has_read_says_so(code):
    said = words(code)
    assert said.reviewed is not bool(said.texts["site"]["awaiting"])


def test_the_numbers_of_two_ways_of_writing_are_compared():
    assert numbers("2.068 de 8,2 %") == numbers("2,068 of 8.2%") != numbers("2,086 of 8.2%")


def test_every_figure_names_a_source_that_is_listed():
    named = [one["source"] for part in figures().values()
             for one in (part if isinstance(part, list) else [part])]  # fmt: skip
    assert set(named) - set(sources()) == set()
    assert len(named) == 15
