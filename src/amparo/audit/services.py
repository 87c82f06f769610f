"""Writing the trail, in the same transaction as the act it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from django.db import connection

from amparo.audit.models import Entry
from amparo.errors import Broken

FIRST = "0" * 64
LOCK = 0x416D7061  # "Ampa": the trail's place among PostgreSQL's advisory locks


class Actor(Protocol):
    """Whoever acts: an account, or the system itself."""

    @property
    def actor_id(self) -> str:
        """An opaque id."""

    @property
    def actor_label(self) -> str:
        """How the trail shows them."""


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

    Raises: Broken outside a transaction, where act and entry could part.
    """
    if not connection.in_atomic_block:
        raise Broken("The audit trail is written only inside the transaction of the act")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = Entry.objects.order_by("-seq").values_list("seq", "digest").first()
    seq, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
    entry = Entry(
        seq=seq,
        at=at.astimezone(UTC),
        actor_id=by.actor_id,
        actor=by.actor_label[:200],
        verb=verb,
        kind=kind,
        object_id=object_id,
        case_id=case_id,
        fields=sorted(fields),
        reason=reason[:500],
        previous=previous,
    )
    entry.digest = entry.computed_digest()
    entry.save(force_insert=True)
    return entry
