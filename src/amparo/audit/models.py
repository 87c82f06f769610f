"""One row for each act; each row's digest covers the row before it."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """Who did what to which record, when, and why. Never changed: a database trigger refuses."""

    kept: ClassVar[str] = "append-only"

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_id = models.CharField(max_length=36, db_index=True)
    actor = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    case_id = models.CharField(max_length=36, blank=True, db_index=True)
    fields = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [models.Index(fields=["actor_id", "at"], name="what_one_account_did_lately")]
        verbose_name_plural = "entries"

    def content(self) -> list[object]:
        """Every field that the digest covers, in the order it covers them."""
        return [
            self.seq, self.at.isoformat(), self.actor_id, self.actor, self.verb, self.kind,
            self.object_id, self.case_id, self.fields, self.reason, self.previous,
        ]  # fmt: skip

    def computed_digest(self) -> str:
        """SHA-256, in hexadecimal, over every field of the row and the digest before it."""
        content = json.dumps(self.content(), ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(content.encode("ascii")).hexdigest()


class Slowed(models.Model):
    """An account that went past a limit, kept once an hour; a supervisor looks into it."""

    kept: ClassVar[str] = "mutable"

    class Answer(models.TextChoices):
        """What a supervisor said to it."""

        LIFTED = "lifted", "let them go on for twelve hours"
        EXPLAINED = "explained", "looked into it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_id = models.CharField(max_length=36)
    limit = models.CharField(max_length=20)
    what = models.CharField(max_length=200)
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["account_id", "at"], name="when_one_was_slowed")]
