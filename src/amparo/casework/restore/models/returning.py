"""The way back: what was found of a family or a community, visits after, harm, and the end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Milestone
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.restore.models.written import Written


class ReturnAssessment(Written):
    """What was found of a family or a community before a return; the latest of a kind counts."""

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """Of whom."""

        FAMILY = "family", "Family or household"
        COMMUNITY = "community", "Community"

    class Finding(models.TextChoices):
        """What the social worker found."""

        GO = "go", "It is safe and right to go back"
        NOT_YET = "not_yet", "Not yet: something has to change first"
        NO = "no", "Not there"

    kind = models.CharField(max_length=9, choices=Kind.choices)
    finding = models.CharField(max_length=7, choices=Finding.choices)
    answers_sealed = models.BinaryField()
    words_sealed = models.BinaryField(default=b"")
    preparing_sealed = models.BinaryField(default=b"")
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["ReturnAssessment"].as_manager()


class FollowUpVisit(Written):
    """How a survivor was, when asked after the return or after help ended."""

    kept: ClassVar[str] = "append-only"

    is_reached = models.BooleanField()
    is_safe = models.BooleanField(null=True, blank=True)
    words_sealed = models.BinaryField(default=b"")
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["FollowUpVisit"].as_manager()

    class Meta(Written.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(is_reached=True, is_safe__isnull=False)
                | Q(is_reached=False, is_safe__isnull=True),
                name="who_was_reached_was_asked_about_safety",
            )
        ]


class HarmAgain(Written):
    """That a survivor was harmed again. What they did or did not do has no field here."""

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """What was done to them."""

        SAME = "same", "The same kind of harm as before"
        VIOLENCE = "violence", "Other violence"
        EXPLOITED = "exploited", "Other exploitation"
        THREATENED = "threatened", "Forced or driven from their place"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    words_sealed = models.BinaryField(default=b"")
    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet["HarmAgain"].as_manager()


class Ending(Written):
    """Why aftercare ended, or that it was taken up again; the latest counts."""

    kept: ClassVar[str] = "append-only"

    class Says(models.TextChoices):
        """What the survivor says of it."""

        AGREES = "agrees", "Agrees"
        DISAGREES = "disagrees", "Does not agree"
        NOT_ASKED = "not_asked", "Could not be asked"

    reason = models.CharField(max_length=20)
    says = models.CharField(max_length=9, choices=Says.choices)
    has_words = models.BooleanField(default=False)
    words_sealed = models.BinaryField(default=b"")
    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet["Ending"].as_manager()

    class Meta(Written.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(says="agrees") | Q(has_words=True),
                name="without_agreement_a_reason_is_written",
            )
        ]


class Feedback(Written):
    """What a survivor said of the help they got."""

    kept: ClassVar[str] = "append-only"

    class Answer(models.TextChoices):
        """How content they are."""

        YES = "yes", "Yes"
        PARTLY = "partly", "In part"
        NO = "no", "No"

    helped = models.CharField(max_length=6, choices=Answer.choices)
    respected = models.CharField(max_length=6, choices=Answer.choices)
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["Feedback"].as_manager()

    class Meta(Written.Meta):
        verbose_name_plural = "feedback"
