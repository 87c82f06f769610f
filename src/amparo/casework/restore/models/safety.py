"""Danger weighed, the safety plan, how a survivor may be reached, and threats."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Channel, Milestone, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.docket.models import Hearing
from amparo.casework.restore.models.written import Written


class RiskAssessment(Written):
    """The questions about danger, what they suggested, and what the worker decided; the latest
    counts."""

    kept: ClassVar[str] = "append-only"

    class Level(models.TextChoices):
        """How much danger."""

        HIGH = "high", "High"
        SOME = "some", "Some"
        LOW = "low", "Low"

    tool = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    answers_sealed = models.BinaryField()
    suggested = models.CharField(max_length=4, choices=Level.choices)
    level = models.CharField(max_length=4, choices=Level.choices)
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["RiskAssessment"].as_manager()


class SafetyPlan(Written):
    """How a survivor stays safe, made together; the latest counts."""

    kept: ClassVar[str] = "append-only"

    text_sealed = models.BinaryField()
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["SafetyPlan"].as_manager()


class ContactWish(Written):
    """How, when and in which words a survivor may be reached; without one, they are not."""

    kept: ClassVar[str] = "append-only"

    channel = models.CharField(max_length=9, choices=Channel.choices, default=Channel.NONE)
    hours = models.CharField(max_length=60, blank=True)
    may_leave_message = models.BooleanField(default=False)
    says_sealed = models.BinaryField(default=b"")
    never_sealed = models.BinaryField(default=b"")
    whom_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["ContactWish"].as_manager()

    class Meta(Written.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(channel="none") | Q(hours="", may_leave_message=False),
                name="do_not_contact_means_not_at_all",
            )
        ]


class Threat(Written):
    """Somebody threatened a survivor, the family or a witness. Entered wrongly, it is taken back
    with its milestone."""

    kept: ClassVar[str] = "mutable"

    class How(models.TextChoices):
        """By which way it came."""

        IN_PERSON = "in_person", "In person"
        PHONE = "phone", "By phone or message"
        ONLINE = "online", "Online"
        THROUGH = "through", "Through somebody else"
        FOLLOWED = "followed", "Followed or watched"
        PROPERTY = "property", "Damage to things or a home"
        MONEY = "money", "Money or favours for silence"
        OTHER = "other", "In another way"

    class Whom(models.TextChoices):
        """Whom it was aimed at."""

        SURVIVOR = "survivor", "The survivor"
        FAMILY = "family", "Their family"
        WITNESS = "witness", "A witness"
        WORKER = "worker", "One of us"

    how = models.CharField(max_length=9, choices=How.choices)
    whom = models.CharField(max_length=8, choices=Whom.choices, default=Whom.SURVIVOR)
    suspect = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hearing = models.ForeignKey(
        Hearing, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    was_reported = models.BooleanField(null=True, blank=True)
    words_sealed = models.BinaryField()
    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["Threat"].as_manager()

    class Meta(Written.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_by__isnull=False),
                name="threat_taken_back_says_by_whom",
            )
        ]
