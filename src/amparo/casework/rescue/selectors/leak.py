"""Who knew of an operation, since when, and every look at it before it was carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amparo.audit.models import Entry
from amparo.casework.rescue.models import Operation, OperationEvent, Planner, Told
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.services.written import TRAIL

LINES = 500


@dataclass(frozen=True)
class Knew:
    """A planner: named when and by whom, off it since when, and how often they looked."""

    name: str
    from_at: datetime
    named_by: str
    until_at: datetime | None
    n_looks: int


@dataclass(frozen=True)
class WasTold:
    """Someone outside the office: told when, what, by whom."""

    at: datetime
    words: str
    by: str
    institution: str


@dataclass(frozen=True)
class Look:
    """One entry of the trail."""

    at: datetime
    by: str
    verb: str
    part: str


@dataclass(frozen=True)
class LeakReview:
    """Everyone who knew before it was carried out; `n_more` looks are older than those shown."""

    knew: tuple[Knew, ...]
    told: tuple[WasTold, ...]
    looks: tuple[Look, ...]
    n_more: int
    executed_at: datetime | None


def leak_review_for(operation: Operation) -> LeakReview:
    """Who knew, who was told, and who looked before it was carried out; until now if it was not.

    Whoever asks has opened the operation through `visible_to`.
    """
    event = OperationEvent.objects.filter(operation=operation, what=What.EXECUTED).first()
    entries = Entry.objects.filter(kind=TRAIL, object_id=str(operation.pk)).order_by("-seq")
    if event is not None:
        entries = entries.filter(at__lt=event.recorded_at)
    by_actor: dict[str, int] = {}
    for actor in entries.values_list("actor_id", flat=True):
        by_actor[actor] = by_actor.get(actor, 0) + 1
    planners = Planner.objects.filter(operation=operation).select_related("user", "named_by")
    told = Told.objects.filter(operation=operation).select_related(
        "operation__key", "recorded_by", "institution"
    )
    return LeakReview(
        knew=tuple(
            Knew(
                row.user.name, row.from_at, row.named_by.name, row.until_at,
                by_actor.get(str(row.user_id), 0),
            )
            for row in planners
        ),
        told=tuple(
            WasTold(
                row.happened_at, row.words(), row.recorded_by.name,
                row.institution.name if row.institution else "",
            )
            for row in told
        ),
        looks=tuple(
            Look(e.at, e.actor, e.verb, ", ".join(e.fields)) for e in entries[:LINES]
        ),
        n_more=max(0, sum(by_actor.values()) - LINES),
        executed_at=event.happened_at if event else None,
    )  # fmt: skip
