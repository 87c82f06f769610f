"""A file review in words. No word says that one thing made another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.flow.survival import Interval
from amparo.flow.wording import percent

if TYPE_CHECKING:
    from amparo.flow.filereview.association import Association
    from amparo.flow.filereview.review import FileReview, Reach, Undone

LIMITS = (
    "A step left undone and a case that ended early go together for more than one reason: the step "
    "may have been left because the case was thought lost, and what nobody wrote down cannot be "
    "adjusted for. Read these as where to look, not as what a repair would bring.",
    "Cases are compared at the same unit and with the same answers to what they differ by. A "
    "question mark: after as many looks as this, the difference may be chance. The unwritten cause "
    "needed is how many times likelier both would have to be with it (the E-value).",
    "Unknown answers are in no share. The bounds say how far they could move it.",
    "Units are drawn towards what they have in common, the more so the fewer their files; a unit "
    "is marked only beyond limits that chance passes twice in a thousand.",
)


def said(found: FileReview) -> str:
    """The most often left undone, and what would reach most."""
    known = [one for one in found.undone if one.share.value is not None]
    if not known:
        return f"{found.n:,} files; of no step is it known whether it was done."
    worst = max(known, key=lambda one: one.share.value or 0.0)
    first = found.reach[0]
    text = f"{found.n:,} files. Most often left undone: {undone(worst)}"
    if first.reached.value is None:
        return f"{text} Too few units to say what the better quarter of them does."
    return f"{text} {reach(first)}"


def undone(one: Undone) -> str:
    """How often, of how many known, and the unknown."""
    known = one.done + one.failed
    return (
        f"{one.step.name}, in {one.failed:,} of {known:,} files where it is known "
        f"({percent(one.share.value)}; {span(one.share)}); unknown in {one.unknown:,}, which could "
        f"make it {percent(one.bounds[0])} to {percent(one.bounds[1])}."
    )


def reach(one: Reach) -> str:
    """How many files the better quarter's practice would have reached."""
    what = one.step.repair or one.step.name
    return (
        f"Furthest would reach: {what[0].lower()}{what[1:]}. Did every unit as well as the better "
        f"quarter of units, {one.reached.value:,.0f} more of these files would have it "
        f"({one.reached.low:,.0f} to {one.reached.high:,.0f})."
    )


def association(one: Association) -> str:
    """A difference with its interval, in points of a hundred, or why there is none."""
    if one.adjusted.value is None:
        return one.why_not
    return f"{_point(one.adjusted.value)} ({points(one.adjusted)})"


def points(interval: Interval) -> str:
    """Ends of a difference, in points of a hundred."""
    return f"{_point(interval.low or 0.0)} to {_point(interval.high or 0.0)}"


def _point(share: float) -> str:
    """In points of a hundred; what would round to nothing has a place more, so that its side of 0
    is seen."""
    point = share * 100
    return f"{point:+.1f}" if 0 < abs(point) < 0.5 else f"{point:+.0f}"


def span(interval: Interval) -> str:
    """Ends of a share."""
    return f"{percent(interval.low)} to {percent(interval.high)}"
