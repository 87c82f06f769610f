"""Reading and checking the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from django.db.models import QuerySet

from amparo.audit.models import Entry
from amparo.audit.services import FIRST


@dataclass(frozen=True)
class ChainCheck:
    """Whether the chain holds; `broken_at` is the first entry that does not fit."""

    n_entries: int
    broken_at: int | None

    @property
    def holds(self) -> bool:
        """True when every entry fits the one before it."""
        return self.broken_at is None


def entries_for_case(case_id: str) -> QuerySet[Entry]:
    """All that was done to a case and who looked at it, newest first."""
    return Entry.objects.filter(case_id=case_id)


def all_entries() -> QuerySet[Entry]:
    """The whole trail, newest first; for auditors."""
    return Entry.objects.all()


def check_chain() -> ChainCheck:
    """Recompute every digest from the first entry on.

    Misleads when: someone cuts the newest entries off, or rewrites the whole chain; only
    checkpoints kept elsewhere show that.
    """
    previous, expected, n = FIRST, 1, 0
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        entry.at = entry.at.astimezone(UTC)
        fits = entry.seq == expected and entry.previous == previous
        if not fits or entry.digest != entry.computed_digest():
            return ChainCheck(n, entry.seq)
        previous, expected, n = entry.digest, expected + 1, n + 1
    return ChainCheck(n, None)
