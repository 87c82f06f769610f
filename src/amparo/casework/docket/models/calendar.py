"""A person's own calendar: the private feed, and how they are reminded."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from amparo.access.models import User
from amparo.vault.models import DataKey
from amparo.vault.sealing import unseal


class OwnQuerySet(models.QuerySet["OwnCalendar"]):
    """Calendars, each seen by whose it is."""

    def visible_to(self, user: User) -> OwnQuerySet:
        """One's own."""
        return self.filter(user=user)


class OwnCalendar(models.Model):
    """How one person is reached about dates. Of the feed's address only a digest is kept."""

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="own_calendar"
    )
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    feed_digest = models.CharField(max_length=64, blank=True, db_index=True)
    feed_since = models.DateTimeField(null=True, blank=True)
    feed_read_at = models.DateTimeField(null=True, blank=True)
    by_email = models.BooleanField(default=True)
    phone_sealed = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=1)

    objects = OwnQuerySet.as_manager()

    def phone(self) -> str:
        """The number for text messages, unsealed; empty where none is wanted."""
        return unseal(self.phone_sealed, self.key, table="own_calendar", row=self.pk, field="phone")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders sent, each seen by who was reminded."""

    def visible_to(self, user: User) -> ReminderQuerySet:
        """One's own."""
        return self.filter(user=user)


class Reminder(models.Model):
    """That somebody was reminded of a day, so that nobody is told twice."""

    kept: ClassVar[str] = "append-only"

    class Channel(models.TextChoices):
        """By which way."""

        EMAIL = "email", "E-mail"
        SMS = "sms", "Text message"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    channel = models.CharField(max_length=5, choices=Channel.choices)
    sent_at = models.DateTimeField()

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "on", "channel", name="reminded_once_of_a_day")
        ]
