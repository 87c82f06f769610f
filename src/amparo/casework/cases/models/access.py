"""Who comes near a case: its team, partners, emergencies, and those whom a conflict shuts out."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution


class TeamMember(models.Model):
    """Someone who works on a case, from a day, until a day."""

    kept: ClassVar[str] = "mutable"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    leads = models.BooleanField(default=False)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = OfCaseQuerySet["TeamMember"].as_manager()

    class Meta:
        ordering = ["-leads", "from_on"]
        indexes = [models.Index(fields=["user", "case"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                "case", "user", condition=Q(to_on__isnull=True), name="once_on_a_team"
            ),
            models.UniqueConstraint(
                "case", condition=Q(to_on__isnull=True, leads=True), name="one_lead_at_a_time"
            ),
        ]


class Share(models.Model):
    """A case opened to one partner institution: codes and its own milestones, no names."""

    kept: ClassVar[str] = "mutable"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="shares")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = OfCaseQuerySet["Share"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "case", "institution", condition=Q(to_on__isnull=True), name="once_shared_with"
            )
        ]


class BreakGlass(models.Model):
    """An opening in an emergency: one person, one case, three hours, a reason, a review."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="openings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="openings"
    )
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finding = models.CharField(max_length=500, blank=True)

    objects = OfCaseQuerySet["BreakGlass"].as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="an_opening_ends")
        ]


class ConflictOfInterest(models.Model):
    """Someone who must not come near a case, whatever else would let them."""

    kept: ClassVar[str] = "mutable"

    class Kind(models.TextChoices):
        """How they are tied to it."""

        SELF = "self", "Is a person in the case"
        KIN = "kin", "Is a relative of one"
        SUSPECT = "suspect", "Is tied to a suspect"
        EMPLOYER = "employer", "Works for, or with, one of them"
        UNIT = "unit", "Belongs to the unit it is about"
        DECLARED = "declared", "Said so themselves"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = OfCaseQuerySet["ConflictOfInterest"].as_manager()

    class Meta:
        verbose_name_plural = "conflicts of interest"
        constraints = [
            models.UniqueConstraint(
                "case", "user", condition=Q(lifted_at__isnull=True), name="one_live_conflict"
            )
        ]
