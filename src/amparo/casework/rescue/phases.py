"""Where an operation stands, and what may come next. Worked out from its events."""

from __future__ import annotations

from collections.abc import Collection

from amparo.casework.rescue.models import OperationEvent

What = OperationEvent.What

NEXT: dict[str, tuple[str, ...]] = {
    "": (What.REQUESTED,),
    What.REQUESTED: (What.APPROVED, What.REFUSED, What.CALLED_OFF),
    What.APPROVED: (What.BRIEFED, What.EXECUTED, What.CALLED_OFF),
    What.BRIEFED: (What.EXECUTED, What.CALLED_OFF),
    What.EXECUTED: (What.ENDED,),
    What.ENDED: (What.CLOSED,),
    What.REFUSED: (), What.CALLED_OFF: (), What.CLOSED: (),
}  # fmt: skip
"""What may follow each step. None is carried out that the authority did not approve; an urgent one
may go unbriefed, which its history then shows."""

OVER = frozenset({What.REFUSED, What.CALLED_OFF, What.CLOSED})
RUNNING = frozenset({What.EXECUTED, What.ENDED})
MILESTONES = {
    What.REQUESTED: "rescue.operation_requested",
    What.APPROVED: "rescue.operation_approved",
    What.BRIEFED: "rescue.operation_briefed",
    What.EXECUTED: "rescue.operation_executed",
}
ORDER = (
    What.REQUESTED, What.APPROVED, What.REFUSED, What.BRIEFED, What.EXECUTED, What.ENDED,
    What.CALLED_OFF, What.CLOSED,
)  # fmt: skip


def phase_of(happened: Collection[str]) -> str:
    """The last step that was taken; nothing for an operation without any."""
    return next((what for what in reversed(ORDER) if what in happened), "")


def may_follow(happened: Collection[str], what: str) -> bool:
    """Whether this step may be taken now."""
    return what in NEXT[phase_of(happened)]
