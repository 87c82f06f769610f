"""The four ways of a case, side by side: done, due, overdue, not started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from amparo.casework.cases.derive import WAYS
from amparo.casework.cases.models import Clock, Milestone
from amparo.directory.packs import MilestoneType, load_pack, milestone_types

WAY_NAMES = {
    "rescue": "Rescue", "restrain": "Restrain", "represent": "Represent", "restore": "Restore",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One line of a way: done on a day, due by a day, overdue, or not started."""

    code: str
    name: str
    state: str
    on: date | None = None
    precision: str = "day"
    due_on: date | None = None
    clock: str = ""
    days_over: int = 0


@dataclass(frozen=True)
class Way:
    """One of the four ways: its steps in order, and its one-line state."""

    code: str
    name: str
    now: str
    since: date | None
    precision: str
    steps: tuple[Step, ...]
    n_overdue: int


def ways_of(
    rows: Sequence[Milestone], clocks: Sequence[Clock], pack_code: str, *, today: date
) -> tuple[Way, ...]:
    """The four ways: what is done, and the usual steps still ahead, with clocks that wait."""
    done: dict[str, Milestone] = {}
    for row in rows:
        if row.type not in done or row.happened_on >= done[row.type].happened_on:
            done[row.type] = row
    waiting = _clocks_by_stop(clocks, pack_code)
    types = sorted(milestone_types().values(), key=lambda kind: kind.order)
    return tuple(_way(way, types, done, waiting, today=today) for way in WAYS)


def _clocks_by_stop(clocks: Sequence[Clock], pack_code: str) -> dict[str, Clock]:
    """The milestone code that would stop a running clock → that clock, the soonest due."""
    rules = {rule.code: rule for rule in load_pack(pack_code).clocks}
    found: dict[str, Clock] = {}
    for clock in sorted(clocks, key=lambda c: c.due_on, reverse=True):
        rule = rules.get(clock.code)
        for stop in rule.stops[:1] if rule else ():
            found[stop] = clock
    return found


def _way(
    way: str,
    types: Sequence[MilestoneType],
    done: dict[str, Milestone],
    waiting: dict[str, Clock],
    *,
    today: date,
) -> Way:
    steps = []
    for kind in types:
        if kind.way != way:
            continue
        if (clock := waiting.get(kind.code)) is not None:
            over = (today - clock.due_on).days
            state = "overdue" if over > 0 else "due"
            steps.append(
                Step(
                    kind.code, kind.name, state, due_on=clock.due_on, clock=clock.name,
                    days_over=max(0, over),
                )
            )  # fmt: skip
        elif (row := done.get(kind.code)) is not None:
            steps.append(Step(kind.code, kind.name, "done", row.happened_on, row.precision))
        elif kind.usual:
            steps.append(Step(kind.code, kind.name, "not_started"))
    reached = [row for row in done.values() if row.type.startswith(f"{way}.")]
    latest = max(reached, key=lambda row: (row.happened_on, row.recorded_at), default=None)
    return Way(
        code=way,
        name=WAY_NAMES[way],
        now=milestone_types()[latest.type].name if latest else "Not started",
        since=latest.happened_on if latest else None,
        precision=latest.precision if latest else "day",
        steps=tuple(steps),
        n_overdue=sum(step.state == "overdue" for step in steps),
    )
