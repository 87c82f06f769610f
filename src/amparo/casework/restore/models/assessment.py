"""Assessments: what is being written, kept safe; and what is finished, which never changes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Milestone, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.restore.models.written import Sealed, Written


class Assessment(Written):
    """One finished round. A correction is a new row that names the old one and says why."""

    kept: ClassVar[str] = "append-only"

    class Place(models.TextChoices):
        """Which surroundings the scores are for."""

        HERE = "here", "Where they live now"
        RETURN = "return", "Where they will return to"

    instrument = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    scored_for = models.CharField(max_length=6, choices=Place.choices, default=Place.HERE)
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="second"
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    corrects = models.BooleanField(default=False)
    why_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["Assessment"].as_manager()

    class Meta(Written.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=False, supersedes__isnull=True)
                | Q(corrects=True, supersedes__isnull=False),
                name="a_corrected_assessment_names_the_old",
            ),
            models.CheckConstraint(
                condition=Q(second_of__isnull=True) | ~Q(second_of=F("id")),
                name="nobody_is_their_own_second",
            ),
        ]

    @property
    def key(self) -> str:
        """The instrument's code and version as one word."""
        return f"{self.instrument}/{self.version}"


class Score(Sealed):
    """One item of a finished assessment; no score means that it is not known. The note says what
    it rests on; one carried over says so."""

    kept: ClassVar[str] = "append-only"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="scores")
    domain = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    is_carried = models.BooleanField(default=False)
    note_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["Score"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("assessment", "domain", "item", name="one_score_an_item"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=10), name="a_score_is_of_a_scale"
            ),
            models.CheckConstraint(
                condition=Q(is_carried=False) | Q(score__isnull=False),
                name="only_a_score_is_carried_over",
            ),
        ]


class Draft(Sealed):
    """What one person has typed of an assessment, kept on the server until it is finished.

    A dead session, a flat battery or another device loses nothing: whoever signs in again goes on.
    """

    kept: ClassVar[str] = "mutable"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=60)
    version_of = models.CharField(max_length=20)
    on = models.DateField()
    scored_for = models.CharField(
        max_length=6, choices=Assessment.Place.choices, default=Assessment.Place.HERE
    )
    filled_from = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_of = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers_sealed = models.BinaryField(default=b"")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    objects = OfCaseQuerySet["Draft"].as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                "case", "person", "by",
                condition=Q(second_of__isnull=True, corrects__isnull=True),
                name="one_draft_of_a_round_each",
            ),
            models.UniqueConstraint(
                "second_of", "by", condition=Q(second_of__isnull=False),
                name="one_second_draft_each",
            ),
            models.UniqueConstraint(
                "corrects", "by", condition=Q(corrects__isnull=False),
                name="one_correcting_draft_each",
            ),
        ]  # fmt: skip

    @property
    def key(self) -> str:
        """The instrument's code and version as one word."""
        return f"{self.instrument}/{self.version_of}"
