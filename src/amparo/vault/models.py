"""One data key for each case and each person, wrapped by the office's key."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

DESTROYED = b""
"""What stands in the place of a wrapped key that was destroyed."""


class DataKey(models.Model):
    """256 random bits, wrapped; once destroyed, all it sealed is unreadable for ever.

    The row stays, empty, so that what it sealed is told from what was damaged. A model that holds a
    key says in `erased_with` by which way cases are reached from it: when the last of them is
    erased its key goes too. Empty means: it outlives every case.
    """

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()
    office_key_version = models.PositiveSmallIntegerField()

    @property
    def is_destroyed(self) -> bool:
        """Whether what it sealed was erased."""
        return bytes(self.wrapped) == DESTROYED


class SealedFile(models.Model):
    """A file kept sealed on disk under its id; its name and type are sealed with its owner."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    n_bytes = models.PositiveBigIntegerField()


class CustodyEntry(models.Model):
    """One line of a custody ledger: from whose hands to whose, or a file that was taken in.

    `mac` covers every other field and the line before; its key is not in the database. Holders are
    opaque keys of places; what is said in words (why, where, who) is sealed by the ledger's owner.
    """

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """What the line tells of."""

        TAKEN = "taken", "Taken in"
        MOVED = "moved", "Handed over"
        FILED = "filed", "File kept"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ledger = models.UUIDField(editable=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    from_holder = models.CharField(max_length=80, blank=True)
    to_holder = models.CharField(max_length=80)
    moved_at = models.DateTimeField()
    seal = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(
        SealedFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words_sealed = models.BinaryField(default=b"")
    actor_id = models.CharField(max_length=36)
    recorded_at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["ledger", "seq"]
        verbose_name_plural = "custody entries"
        constraints = [models.UniqueConstraint("ledger", "seq", name="one_line_per_number")]
