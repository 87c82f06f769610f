"""Instruments an office has loaded, and who is trained to use one that asks for it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.directory.models import Institution

if TYPE_CHECKING:
    from amparo.access.models import User


class LoadedInstrumentQuerySet(models.QuerySet["LoadedInstrument"]):
    """Rows of one office."""

    def visible_to(self, user: User) -> LoadedInstrumentQuerySet:
        """Those of the person's own office."""
        if user.office_id is None or not user.is_active:
            return self.none()
        return self.filter(office=user.office_id)


class LoadedInstrument(models.Model):
    """One version of an instrument an office holds a licence for. A new version is a new row."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    loaded_at = models.DateTimeField()

    objects = LoadedInstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["code", "loaded_at"]
        constraints = [
            models.UniqueConstraint("office", "code", "version", name="one_text_of_a_version")
        ]


class TrainingQuerySet(models.QuerySet["Training"]):
    """Who is trained."""

    def visible_to(self, user: User) -> TrainingQuerySet:
        """Those of the person's own office."""
        if user.office_id is None or not user.is_active:
            return self.none()
        return self.filter(user__office=user.office_id)


class Training(models.Model):
    """That somebody was trained to use an instrument, from a day, until a day."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=60)
    on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ["instrument", "user__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("on")),
                name="training_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                "user", "instrument", condition=Q(to_on__isnull=True), name="trained_once"
            ),
        ]
