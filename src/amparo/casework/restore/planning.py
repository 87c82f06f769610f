"""A plan's content: strengths and needs by domain, goals and actions; what it lacks; what changed.

Pure. The content of a version is kept sealed as JSON and read back into these values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

LONGEST_REVIEW = timedelta(days=92)  # reviewed at most every three months


@dataclass(frozen=True)
class Side:
    """What is strong in one domain, and what is needed."""

    domain: str
    strengths: str = ""
    needs: str = ""


@dataclass(frozen=True)
class Goal:
    """What the survivor wants, in their words."""

    id: UUID
    domain: str
    words: str
    reached_on: date | None = None


@dataclass(frozen=True)
class Action:
    """What somebody does for a goal, by when. `owner` is a colleague's id; None is the survivor's
    own or the family's, in `who`."""

    id: UUID
    goal: UUID
    what: str
    due_on: date
    owner: UUID | None = None
    who: str = ""


@dataclass(frozen=True)
class Content:
    """All that a version of a plan says."""

    sides: tuple[Side, ...] = ()
    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()

    def side(self, domain: str) -> Side:
        """What is written of a domain."""
        return next((one for one in self.sides if one.domain == domain), Side(domain))

    def goals_of(self, domain: str) -> tuple[Goal, ...]:
        """The goals of a domain."""
        return tuple(goal for goal in self.goals if goal.domain == domain)

    def actions_of(self, goal: UUID) -> tuple[Action, ...]:
        """What is done for a goal."""
        return tuple(action for action in self.actions if action.goal == goal)

    def with_side(self, side: Side) -> Content:
        """With a domain written anew."""
        others = tuple(one for one in self.sides if one.domain != side.domain)
        return replace(self, sides=(*others, side))

    def with_goal(self, goal: Goal) -> Content:
        """With a goal added, or put in the place of the one of its id."""
        if any(one.id == goal.id for one in self.goals):
            return replace(self, goals=tuple(goal if g.id == goal.id else g for g in self.goals))
        return replace(self, goals=(*self.goals, goal))

    def with_action(self, action: Action) -> Content:
        """With an action added, or put in the place of the one of its id."""
        if any(one.id == action.id for one in self.actions):
            changed = tuple(action if a.id == action.id else a for a in self.actions)
            return replace(self, actions=changed)
        return replace(self, actions=(*self.actions, action))

    def without(self, part: UUID) -> Content:
        """Without a goal, with its actions, or without an action."""
        return replace(
            self,
            goals=tuple(goal for goal in self.goals if goal.id != part),
            actions=tuple(a for a in self.actions if part not in (a.id, a.goal)),
        )


def new_id() -> UUID:
    """An id for a goal or an action."""
    return uuid4()


def to_text(content: Content) -> str:
    """The content as JSON, to be sealed."""
    return json.dumps(asdict(content), default=str, ensure_ascii=False)


def from_text(text: str) -> Content:
    """The content read back."""
    if not text:
        return Content()
    raw = json.loads(text)
    return Content(
        sides=tuple(Side(**side) for side in raw["sides"]),
        goals=tuple(
            Goal(UUID(g["id"]), g["domain"], g["words"], _day(g.get("reached_on")))
            for g in raw["goals"]
        ),
        actions=tuple(
            Action(
                UUID(a["id"]), UUID(a["goal"]), a["what"], date.fromisoformat(a["due_on"]),
                UUID(a["owner"]) if a["owner"] else None, a["who"],
            )
            for a in raw["actions"]
        ),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Lack:
    """Something a plan still lacks before it is whole; `domain` where it is of one."""

    what: str
    domain: str = ""


def lacks_of(
    content: Content, *, reds: Sequence[str], names: Mapping[str, str], is_assessed: bool
) -> tuple[Lack, ...]:
    """What is missing: an assessment, a goal for each red domain, an action for each goal."""
    found = [] if is_assessed else [Lack("Strengths and needs have not been assessed yet")]
    for code in reds:
        if not any(goal.reached_on is None for goal in content.goals_of(code)):
            found.append(Lack(f"{names.get(code, code)} is red and has no goal", code))
    if not content.goals:
        found.append(Lack("No goal is written"))
    found += [
        Lack(f"A goal of {names.get(goal.domain, goal.domain)} has no action", goal.domain)
        for goal in content.goals
        if goal.reached_on is None and not content.actions_of(goal.id)
    ]
    return tuple(found)


class State(StrEnum):
    """Where a plan stands; it follows from its newest version and what was signed."""

    NONE = "none"
    LACKING = "lacking"
    TO_AGREE = "to_agree"
    TO_APPROVE = "to_approve"
    IN_FORCE = "in_force"


SAID = {
    State.NONE: "No plan yet", State.LACKING: "Not complete",
    State.TO_AGREE: "Waits for the survivor’s agreement",
    State.TO_APPROVE: "Waits for a supervisor", State.IN_FORCE: "In force",
}  # fmt: skip


def state_of(*, has_version: bool, n_lacks: int, is_agreed: bool, is_approved: bool) -> State:
    """Where a version stands."""
    if not has_version:
        return State.NONE
    if is_agreed:
        return State.IN_FORCE if is_approved else State.TO_APPROVE
    return State.LACKING if n_lacks else State.TO_AGREE


@dataclass(frozen=True)
class Difference:
    """One line of what changed between two versions."""

    kind: str
    what: str
    before: str = ""
    after: str = ""


@dataclass
class _Found:
    lines: list[Difference] = field(default_factory=list)

    def add(self, what: str, before: str, after: str) -> None:
        """One line where the two are not the same."""
        if before == after:
            return
        kind = "added" if not before else "left out" if not after else "changed"
        self.lines.append(Difference(kind, what, before, after))


def differences(old: Content, new: Content, names: Mapping[str, str]) -> tuple[Difference, ...]:
    """What was added, changed and left out, by domain."""
    found = _Found()
    for code, name in names.items():
        before, after = old.side(code), new.side(code)
        found.add(f"{name}: strengths", before.strengths, after.strengths)
        found.add(f"{name}: needs", before.needs, after.needs)
    for what, ones, others in (
        ("Goal", old.goals, new.goals),
        ("Action", old.actions, new.actions),
    ):
        was = {one.id: _words(one) for one in ones}
        now = {one.id: _words(one) for one in others}
        for part in dict.fromkeys((*was, *now)):
            found.add(what, was.get(part, ""), now.get(part, ""))
    return tuple(found.lines)


def _words(part: Goal | Action) -> str:
    if isinstance(part, Goal):
        return f"{part.words} (reached)" if part.reached_on else part.words
    return f"{part.what}, by {part.due_on.day} {part.due_on:%B %Y}"
