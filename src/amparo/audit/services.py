"""Writing the trail, in the same transaction as the act it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from django.db import connection

from amparo.audit.checking import FIRST
from amparo.audit.models import Entry
from amparo.audit.pace import hold_to
from amparo.errors import Broken

LOCK = 0x416D7061  # "Ampa": the trail's place among PostgreSQL's advisory locks


class Actor(Protocol):
    """Whoever acts: an account, or the system itself."""

    @property
    def actor_id(self) -> str:
        """An opaque id."""

    @property
    def actor_label(self) -> str:
        """How the trail shows them."""


@dataclass(frozen=True)
class Act:
    """What one entry tells."""

    by: Actor
    verb: str
    kind: str
    object_id: str
    at: datetime
    fields: Sequence[str] = ()
    case_id: str = ""
    reason: str = ""


def record(
    *,
    by: Actor,
    verb: str,
    kind: str,
    object_id: str,
    at: datetime,
    fields: Sequence[str] = (),
    case_id: str = "",
    reason: str = "",
) -> Entry:
    """Append one entry; the act fails when it cannot be written.

    Writers are serialised, since two at once would fork the chain: SQLite's IMMEDIATE transactions
    do it there, an advisory transaction lock on PostgreSQL.

    Raises: Broken outside a transaction, where act and entry could part; TooMany for a look that
    goes past what an account may open within an hour (`audit.pace`).
    """
    act = Act(by, verb, kind, object_id, at, fields, case_id, reason)
    newest = _newest()
    hold_to([act])
    entry = _entry(act, *newest)
    entry.save(force_insert=True)
    return entry


def record_many(acts: Iterable[Act]) -> int:
    """Append an entry for each act, in the order given, as one link after another of the chain.

    Counts: the entries written.
    Raises: Broken outside a transaction, where acts and entries could part; TooMany, as `record`.
    """
    acts = list(acts)
    seq, previous = _newest()
    hold_to(acts)
    entries = []
    for act in acts:
        entry = _entry(act, seq, previous)
        entries.append(entry)
        seq, previous = entry.seq, entry.digest
    Entry.objects.bulk_create(entries, batch_size=1000)
    return len(entries)


def _newest() -> tuple[int, str]:
    """The number and digest of the newest entry; nobody else can add one until we commit."""
    if not connection.in_atomic_block:
        raise Broken("The audit trail is written only inside the transaction of the act")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = Entry.objects.order_by("-seq").values_list("seq", "digest").first()
    return last or (0, FIRST)


def _entry(act: Act, seq: int, previous: str) -> Entry:
    entry = Entry(
        seq=seq + 1,
        at=act.at.astimezone(UTC),
        actor_id=act.by.actor_id,
        actor=act.by.actor_label[:200],
        verb=act.verb,
        kind=act.kind,
        object_id=act.object_id,
        case_id=act.case_id,
        fields=sorted(act.fields),
        reason=act.reason[:500],
        previous=previous,
    )
    entry.digest = entry.computed_digest()
    return entry
