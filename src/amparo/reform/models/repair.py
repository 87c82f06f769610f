"""Repairs: what is done about a problem, its plan as it was before it began, where and when it
acts, and what came of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.directory.models import Institution, Unit
from amparo.reform.models.problem import SystemProblem
from amparo.reform.models.visibility import (
    OfInterventionQuerySet,
    SharedPlaceQuerySet,
    SharedRepairQuerySet,
)


class Intervention(models.Model):
    """One repair of one problem. What its kind needs besides lives in a room of its own."""

    kept: ClassVar[str] = "mutable"

    class Kind(models.TextChoices):
        """What it brings: the four things a system may lack."""

        RESOURCES = "resources", "Means: equipment, rooms, money"
        TRAINING = "training", "Training and mentoring"
        ACCOUNTABILITY = "accountability", "Accountability"
        HOPE = "hope", "Hope: proof that it can work"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(
        SystemProblem, on_delete=models.PROTECT, related_name="interventions"
    )
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    planned_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    objects = SharedRepairQuerySet["Intervention"].as_manager()

    class Meta:
        ordering = ["planned_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | ~Q(currency=""), name="a_cost_has_a_currency"
            )
        ]


class Registration(models.Model):
    """The plan of an evaluation, written down before it began: never changed. Another plan is
    another row, with its reason; the first stays."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, related_name="registrations"
    )
    number = models.PositiveSmallIntegerField()
    plan = models.JSONField()
    baseline = models.JSONField()
    digest = models.CharField(max_length=64)
    is_before = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField()

    objects = OfInterventionQuerySet["Registration"].as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("intervention", "number", name="one_plan_of_a_number"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="another_plan_says_why"
            ),
        ]


class Exposure(models.Model):
    """That a repair acted in one place, from a day, until a day, on so many people, so strongly."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, related_name="exposures"
    )
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    is_planned = models.BooleanField(default=False)
    n_people = models.PositiveIntegerField(null=True, blank=True)
    dose = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    dose_unit = models.CharField(max_length=40, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = SharedPlaceQuerySet["Exposure"].as_manager()

    class Meta:
        ordering = ["from_on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="an_exposure_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(dose__isnull=True) | ~Q(dose_unit=""), name="a_dose_has_a_unit"
            ),
            models.UniqueConstraint(
                "intervention", "institution", "unit", "is_planned",
                condition=Q(to_on__isnull=True), name="once_at_a_time_in_a_place",
            ),
        ]  # fmt: skip


class Evaluation(models.Model):
    """What was found of a repair on one day, with the data it was found in. Never changed."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, related_name="evaluations"
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="evaluations"
    )
    as_known_on = models.DateField()
    data_digest = models.CharField(max_length=64)
    result = models.JSONField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = OfInterventionQuerySet["Evaluation"].as_manager()

    class Meta:
        ordering = ["-made_at"]
