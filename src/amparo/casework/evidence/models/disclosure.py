"""What left the office as a bundle: whose facts it told, and duties of law it left under."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Case, Person, Sending, Task
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.evidence.models.proof import Disclosure
from amparo.directory.models import Institution


class DisclosedPerson(models.Model):
    """A survivor whose facts a bundle told; the sending says under which consent, or which duty."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="told_of")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sending = models.OneToOneField(Sending, on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet["DisclosedPerson"].as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("disclosure", "person", name="a_bundle_tells_of_each_once")
        ]


class BundleDuty(models.Model):
    """A law that asks for a bundle although no consent covers it; good for one, once two agree."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    citation = models.CharField(max_length=200)
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    used_for = models.OneToOneField(
        Disclosure, on_delete=models.PROTECT, null=True, blank=True, related_name="duty"
    )

    objects = OfCaseQuerySet["BundleDuty"].as_manager()

    class Meta:
        ordering = ["asked_at"]
        verbose_name_plural = "bundle duties"
        constraints = [
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True) | ~Q(seconded_by=F("asked_by")),
                name="two_people_answer_for_a_bundle",
            ),
            models.CheckConstraint(
                condition=Q(used_for__isnull=True) | Q(seconded_by__isnull=False),
                name="a_bundle_waits_for_the_second",
            ),
            models.CheckConstraint(condition=~Q(citation=""), name="a_bundle_duty_cites_a_law"),
        ]
