"""Reading and checking the trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from django.db.models import QuerySet

from amparo.audit.checking import ChainCheck, check_lines
from amparo.audit.checkpoint import Checkpoint
from amparo.audit.models import Entry


def entries_for_case(case_id: str) -> QuerySet[Entry]:
    """All that was done to a case and who looked at it, newest first."""
    return Entry.objects.filter(case_id=case_id)


def all_entries() -> QuerySet[Entry]:
    """The whole trail, newest first; for auditors."""
    return Entry.objects.all()


def entries_in_order() -> Iterator[Entry]:
    """The whole trail from its first entry on, a few thousand rows in memory at a time."""
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        entry.at = entry.at.astimezone(UTC)  # as it was when its digest was made
        yield entry


def digests_after(size: int) -> Iterator[tuple[int, str]]:
    """(number, digest) of every entry past the first `size`, in order."""
    rows = Entry.objects.filter(seq__gt=size).order_by("seq").values_list("seq", "digest")
    return rows.iterator(chunk_size=5000)


def check_chain(checkpoints: Sequence[Checkpoint] = ()) -> ChainCheck:
    """Recompute every digest from the first entry on, and every checkpoint's root.

    Misleads when: no checkpoint is given; someone who cut the newest entries off, or rewrote the
    whole chain, then goes unseen.
    """
    return check_lines(entries_in_order(), checkpoints)


@dataclass(frozen=True)
class SetBack:
    """That the clock stood earlier at one entry than at the one before, and by how much."""

    seq: int
    by: timedelta


def clock_set_back(*, more_than: timedelta) -> list[SetBack]:
    """Where the clock of the machine went back: the order of entries is their number, not their
    time, so that nothing is lost by it; but what an hour means there is not certain."""
    found, newest = [], None
    for seq, at in Entry.objects.order_by("seq").values_list("seq", "at").iterator(chunk_size=5000):
        if newest is not None and newest - at > more_than:
            found.append(SetBack(seq, newest - at))
        newest = at
    return found
