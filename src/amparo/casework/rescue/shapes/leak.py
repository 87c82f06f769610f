"""The leak review as tables: who knew, who was told, who looked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from amparo.casework.rescue.selectors.leak import LeakReview, Look
from amparo.casework.rescue.shapes.cards import spoken_moment
from amparo.web.shapes import Cell, Row


def tables_of(review: LeakReview) -> dict[str, Any]:
    """Who knew, who was told, who looked."""
    until = "It was not carried out yet, so this is everything until now."
    if review.executed_at is not None:
        until = f"Until it was carried out, {spoken_moment(review.executed_at)}."
    return {
        "until": until,
        "knew_columns": ["Planner", "Since", "Named by", "Until", "Times in the trail"],
        "knew": [
            Row([one.name, spoken_moment(one.from_at), one.named_by,
                 spoken_moment(one.until_at) if one.until_at else "Still named",
                 str(one.n_looks)])
            for one in review.knew
        ],
        "told_columns": ["Told", "When", "By"],
        "told": [
            Row([Cell(one.words, note=one.institution), spoken_moment(one.at), one.by])
            for one in review.told
        ],
        "look_columns": ["When", "Who", "What"],
        "looks": [
            Row([when, by, what if n == 1 else f"{what}, {n} times"])
            for (when, by, what), n in _together(review.looks)
        ],
        "n_more": review.n_more,
    }  # fmt: skip


def _together(looks: Sequence[Look]) -> Iterator[tuple[tuple[str, str, str], int]]:
    """What one person did within a minute, again and again, as one line with how often."""
    lines = (
        (spoken_moment(one.at), one.by,
         one.verb.removeprefix("operation.").replace("_", " ").capitalize()
         + (f": {one.part.replace('_', ' ')}" if one.part else ""))
        for one in looks
    )  # fmt: skip
    return ((line, sum(1 for _ in same)) for line, same in groupby(lines))
