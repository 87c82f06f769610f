"""One data key for each case and each person, wrapped by the office's key."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

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


class OwnKey(models.Model):
    """A person's key pair. Its private half is sealed under a passphrase that is kept nowhere."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="own_keys"
    )
    public = models.BinaryField()
    salt = models.BinaryField()
    private_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user", condition=Q(ended_at__isnull=True), name="one_own_key_in_use"
            )
        ]


class PeopleKey(models.Model):
    """A key that the office does not hold: there are copies of it, each for one person.

    `custodians` is the copy for those who hold shares, sealed to the key named beside it.
    """

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    custodians = models.BinaryField(default=b"")
    custodians_public = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()


class PeopleKeyCopy(models.Model):
    """One copy of such a key, sealed to one person's own; taken away, the row is gone."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    of = models.ForeignKey(PeopleKey, on_delete=models.CASCADE, related_name="copies")
    to = models.ForeignKey(OwnKey, on_delete=models.PROTECT, related_name="copies")
    sealed = models.BinaryField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("of", "to", name="one_copy_each")]
