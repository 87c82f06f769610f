"""Milestones, and what is derived from them: clocks, tasks and safety alerts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models.person import Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet, of_cases
from amparo.directory.models import Institution, Unit

if TYPE_CHECKING:
    from amparo.access.models import User


class Precision(models.TextChoices):
    """How exactly a day is known; the stored date is the first day it can mean."""

    DAY = "day", "The exact day"
    MONTH = "month", "The month"
    YEAR = "year", "The year"
    ABOUT = "about", "About this day"


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Milestones: the history of cases, and the log that figures are read from."""

    def current(self) -> MilestoneQuerySet:
        """Without those corrected or withdrawn since."""
        return self.filter(superseded_by__isnull=True, is_void=False)

    def visible_to(self, user: User, verb: str = "cases.read") -> MilestoneQuerySet:
        """Those of cases this person may open; a partner's only at their own institution."""
        rows = self.filter(of_cases(user, verb))
        return rows if user.may("people.read") else rows.filter(institution=user.office_id)


class Milestone(models.Model):
    """A dated, sourced fact in a case. Never changed: a correction is a new row naming the old."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="milestones")
    type = models.CharField(max_length=60)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    happened_on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=200, blank=True)
    note_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    correction_reason = models.CharField(max_length=300, blank=True)
    is_void = models.BooleanField(default=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "recorded_at", "id"]
        indexes = [
            models.Index(fields=["case", "type", "happened_on"]),
            models.Index(fields=["type", "happened_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(correction_reason=""),
                name="a_correction_says_why",
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(supersedes__isnull=False),
                name="only_a_correction_withdraws",
            ),
        ]


class Clock(models.Model):
    """A term that runs from a milestone; worked out anew from the milestones and the pack."""

    kept: ClassVar[str] = "derived"

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="clocks")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    is_statutory = models.BooleanField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    started_by = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="+")
    started_on = models.DateField()
    due_on = models.DateField()
    stopped_by = models.ForeignKey(Milestone, on_delete=models.CASCADE, null=True, related_name="+")
    stopped_on = models.DateField(null=True)

    objects = OfCaseQuerySet["Clock"].as_manager()

    class Meta:
        ordering = ["due_on", "code"]
        indexes = [
            models.Index(fields=["case", "stopped_on", "due_on"]),
            models.Index(
                fields=["due_on", "case"],
                condition=Q(stopped_on__isnull=True),
                name="clocks_that_run",
            ),
        ]
        constraints = [
            models.UniqueConstraint("started_by", "code", name="one_clock_of_a_kind_each_start")
        ]


class Task(models.Model):
    """Something to do by a day, opened by a person or by a milestone."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="tasks"
    )
    due_on = models.DateField()
    opened_by = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet["Task"].as_manager()

    class Meta:
        ordering = ["due_on", "made_at"]
        indexes = [
            models.Index(fields=["owner", "done_at", "due_on"]),
            models.Index(fields=["case", "done_at", "due_on"]),
            models.Index(
                fields=["due_on", "case"],
                condition=Q(done_at__isnull=True),
                name="tasks_that_wait",
            ),
        ]


class SafetyAlert(models.Model):
    """A danger to a person that stays in sight until someone says what was done about it."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="alerts")
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="alert"
    )
    what = models.CharField(max_length=200)
    raised_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    measure = models.CharField(max_length=300, blank=True)

    objects = OfCaseQuerySet["SafetyAlert"].as_manager()

    class Meta:
        ordering = ["-raised_at"]
        indexes = [
            models.Index(fields=["case", "resolved_at"]),
            models.Index(
                fields=["raised_at", "case"],
                condition=Q(resolved_at__isnull=True),
                name="alerts_that_wait",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True) | ~Q(measure=""),
                name="a_resolved_alert_says_what_was_done",
            )
        ]
