"""Conferences as their page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from amparo.casework.cases.selectors.conferring import Met
from amparo.web.dates import spoken_date
from amparo.web.shapes import Fact


@dataclass(frozen=True)
class Card:
    """One conference."""

    title: str
    facts: list[Fact]


def cards_of(met: Iterable[Met]) -> list[Card]:
    """Each conference: who came, what was decided, what became of the tasks."""
    return [Card(f"Conference of {spoken_date(one.on)}", _facts(one)) for one in met]


def _facts(one: Met) -> list[Fact]:
    came = ", ".join([*one.came, *([one.others] if one.others else [])])
    facts = [
        Fact("Who came", came),
        Fact("The survivor", one.survivor),
        Fact("Decided", one.decided),
    ]
    facts += [
        Fact(
            "Done" if task.is_done else f"By {spoken_date(task.due_on)}",
            f"{task.what} ({task.owner})",
        )
        for task in one.tasks
    ]
    return [*facts, Fact("Recorded by", one.by)]
