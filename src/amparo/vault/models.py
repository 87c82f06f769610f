"""One data key for each case and each person, wrapped by the office's key."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class DataKey(models.Model):
    """256 random bits, wrapped; destroying the row makes all it sealed unreadable for ever."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()
    office_key_version = models.PositiveSmallIntegerField()


class SealedFile(models.Model):
    """A file kept sealed on disk under its id; its name and type are sealed with its owner."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    n_bytes = models.PositiveBigIntegerField()
