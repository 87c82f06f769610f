"""System problems: breakdowns of one cause at one step, owned with whoever can mend it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Programme
from amparo.directory.models import Institution
from amparo.reform.models.visibility import OfProblemQuerySet, SharedProblemQuerySet


class SystemProblem(models.Model):
    """What keeps going wrong, where, and who answers for mending it. Its numbers are never stored:
    they are counted from the breakdowns whenever they are asked for."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    cause = models.CharField(max_length=10)
    step = models.CharField(max_length=12)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    authority_post = models.CharField(max_length=150, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    objects = SharedProblemQuerySet["SystemProblem"].as_manager()

    class Meta:
        ordering = ["-opened_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True)
                | (Q(authority__isnull=False) & ~Q(authority_post="")),
                name="a_shared_problem_names_its_owner",
            )
        ]


class ProblemStage(models.Model):
    """How far a problem has come, step by step; the latest counts."""

    kept: ClassVar[str] = "append-only"

    class Stage(models.TextChoices):
        """From seen to gone."""

        SEEN = "seen", "Seen in the cases"
        AGREED = "agreed", "Agreed with the authority"
        DESIGNED = "designed", "A repair is designed"
        REPAIRING = "repairing", "Being repaired"
        CHECKED = "checked", "Repaired, and checked in the cases"
        CLOSED = "closed", "Closed"

    problem = models.ForeignKey(SystemProblem, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=9, choices=Stage.choices)
    on = models.DateField()
    why = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfProblemQuerySet["ProblemStage"].as_manager()

    class Meta:
        ordering = ["recorded_at", "id"]
