"""For how long notes of counselling, medicine and other services are kept after a service ends."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Programme


class NotesTerm(models.Model):
    """For how many years after its end the notes of a service are kept; the newest counts.

    Shorter than for the file, as a rule: what was said helps while help is given.
    """

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    years = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=100), name="notes_are_kept_1_to_100_years"
            )
        ]
