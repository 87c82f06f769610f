"""Surveys of confidence and reliance, wave by wave. No row holds a person: answers only."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.directory.models import Institution, Jurisdiction

if TYPE_CHECKING:
    from amparo.access.models import User

Row = TypeVar("Row", bound=models.Model)


class OfOfficeQuerySet(models.QuerySet[Row]):
    """Rows of an office; `way` leads to it."""

    way = "office"

    def visible_to(self, user: User, verb: str = "hope.read") -> OfOfficeQuerySet[Row]:
        """Those of the person's own office, for whoever's work it is."""
        if user.office_id is None or not user.may(verb):
            return self.none()
        return self.filter(**{self.way: user.office_id})


class OfSurveyQuerySet(OfOfficeQuerySet[Row]):
    """Waves of a survey."""

    way = "survey__office"


class ConfidenceSurvey(models.Model):
    """Whom one survey asks, and how they are drawn: the frame that every wave of it shares."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    population = models.CharField(max_length=300)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()

    objects = OfOfficeQuerySet["ConfidenceSurvey"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("office", "name", name="one_survey_of_a_name")]


class ConfidenceWave(models.Model):
    """One round of a survey: the answers, and what they come to, with the version of both."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(ConfidenceSurvey, on_delete=models.PROTECT, related_name="waves")
    from_on = models.DateField()
    to_on = models.DateField()
    version = models.PositiveSmallIntegerField()
    data = models.JSONField()
    digest = models.CharField(max_length=64)
    result = models.JSONField()
    engine = models.CharField(max_length=20)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = OfSurveyQuerySet["ConfidenceWave"].as_manager()

    class Meta:
        ordering = ["to_on", "made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="a_wave_of_confidence_ends"
            )
        ]
