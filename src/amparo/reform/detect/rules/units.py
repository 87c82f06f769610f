"""What a unit had and who held its posts while it worked on a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from amparo.directory.packs import Detector, code_list, milestone_type
from amparo.reform.detect.facts import Thing
from amparo.reform.detect.history import History, Seen, days, seen
from amparo.reform.detect.rules.police import ACTED, REGISTERED
from amparo.reform.detect.rules.shapes import late
from amparo.web.dates import spoken_date, spoken_days


def wanting(history: History, rule: Detector) -> Iterator[Seen]:
    """Something came late or never, and the unit that owed it had nothing to do it with.

    What it had is known from the last visit before the day, at most `n` days old, and from what was
    handed over, broke or was repaired since. Of a unit that nobody visited nothing is known.
    """
    for one in late(history, rule):
        found = [thing for item in rule.things if (thing := _had(history, one, item, rule.n))]
        short = [thing for thing in found if _is_short(thing, rule.lack)]
        if short and (not rule.all_of or len(short) == len(rule.things)):
            yield replace(one, explained=f"{one.explained} {_said(short, rule.lack)}")


def _had(history: History, one: Seen, item: str, valid: int) -> Thing | None:
    known = [
        thing for thing in history.things
        if thing.unit == one.unit and thing.item == item
        and one.on - days(valid) <= thing.on <= one.on
    ]  # fmt: skip
    return max(known, key=lambda thing: thing.on, default=None)


def _is_short(thing: Thing, lack: str) -> bool:
    if lack == "absent":
        return thing.n_present == 0
    if lack == "idle":
        return thing.n_present > 0 and thing.n_working == 0
    return thing.n_working == 0


def _said(short: list[Thing], lack: str) -> str:
    names = code_list("equipment")
    named = [names.name_of(thing.item).lower() for thing in short]
    on = spoken_date(max(thing.on for thing in short))
    if lack == "idle":
        return f"Of what the unit had on {on}, none worked: {', '.join(named)}."
    broken = " that worked" if any(thing.n_present for thing in short) else ""
    return f"The unit had no {' and no '.join(named)}{broken} on {on}."


def overloaded(history: History, rule: Detector) -> Iterator[Seen]:
    """A file waits, and its unit has more files of the office than its officers can work on."""
    start = next(history.of(REGISTERED), None)
    if start is None or not start.is_exact:
        return
    due = start.on + days(rule.days)
    done = any(
        start.on < e.on and milestone_type(e.type).way in ACTED for e in history.in_order
    )  # fmt: skip
    for load in history.loads:
        heavy = load.n_officers and load.n_files > rule.n * load.n_officers
        if load.unit == start.unit and heavy and not done and history.ended_on(start) > due:
            yield seen(
                start,
                f"{start.said}: nothing was done in the {spoken_days(rule.days)} after. At the "
                f"unit {load.n_files:,} files of this office wait, for {load.n_officers:,} "
                "in office.",
                on=due, fact=f"load:{start.id}",
            )  # fmt: skip


def untaught(history: History, _: Detector) -> Iterator[Seen]:
    """Somebody took a post of the unit while the file was open there, without its course."""
    start = next(history.of(REGISTERED), None)
    if start is None:
        return
    topics = code_list("training_topics")
    until = history.ended_on(start)
    for one in history.untaught:
        over = history.today > one.due_on
        if one.unit != start.unit or not over or not start.on <= one.on < until:
            continue
        since = f"; had since {spoken_date(one.has_since)}" if one.has_since else ""
        yield Seen(
            f"untaught:{one.id}:{one.topic}", one.on,
            f"“{one.title}” changed hands on {spoken_date(one.on)} while the file was open; the "
            f"post asks for “{topics.name_of(one.topic)}” by {spoken_date(one.due_on)}: not had "
            f"in time{since}.",
            institution=one.institution, unit=one.unit,
        )  # fmt: skip


def trained_left(history: History, rule: Detector) -> Iterator[Seen]:
    """Somebody who had the course left the post soon after it, while the file was open."""
    start = next(history.of(REGISTERED), None)
    if start is None:
        return
    until = history.ended_on(start)
    for one in history.moved:
        soon = (one.on - one.learnt_on).days <= rule.days
        if one.unit == start.unit and soon and start.on <= one.on < until:
            yield Seen(
                f"moved:{one.id}", one.on,
                f"Whoever held “{one.title}” left it on {spoken_date(one.on)}, "
                f"{spoken_days((one.on - one.learnt_on).days)} after the course, while the file "
                "was open.",
                institution=one.institution, unit=one.unit,
            )  # fmt: skip
