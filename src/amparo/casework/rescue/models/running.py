"""The plan of an operation, its minutes, counts, reliefs, dignity answers and review."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.apart.models import Stay
from amparo.casework.cases.models import Milestone, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.rescue.models.case import OfCase
from amparo.casework.rescue.models.operation import OfOperation, Operation


class PlanLine(OfOperation):
    """One line of a plan; or, where it cannot be had, why. Taken off, it stays with who did."""

    kept: ClassVar[str] = "mutable"

    class ForWhom(models.TextChoices):
        """Whom a vehicle, a room or a waiting area is for."""

        VICTIMS = "victims", "Victims"
        SUSPECTS = "suspects", "Suspects"
        TEAM = "team", "The team"

    kind = models.CharField(max_length=20)
    for_whom = models.CharField(max_length=8, choices=ForWhom.choices, blank=True)
    place_digest = models.CharField(max_length=64, blank=True)
    n = models.PositiveSmallIntegerField(null=True, blank=True)
    is_had = models.BooleanField(default=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["kind", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words_sealed=b""), name="a_line_of_a_plan_has_words"
            ),
            models.UniqueConstraint(
                "operation", "place_digest",
                condition=Q(removed_at__isnull=True) & ~Q(place_digest=""),
                name="a_place_is_for_one_side",
            ),
        ]  # fmt: skip


class OperationStay(models.Model):
    """A stay that belongs to an operation."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    stay = models.OneToOneField(Stay, on_delete=models.PROTECT, related_name="+")


class Minute(OfOperation):
    """One line of the minute log: what, at which minute, by whom."""

    kept: ClassVar[str] = "append-only"

    what = models.CharField(max_length=20)
    happened_at = models.DateTimeField()
    about = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="notes"
    )
    is_struck = models.BooleanField(default=False)

    class Meta:
        ordering = ["happened_at", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_struck=False) | Q(about__isnull=False),
                name="a_minute_strikes_another",
            )
        ]


class Headcount(OfOperation):
    """How many were counted at one point: survivors by sex and age, and suspects."""

    kept: ClassVar[str] = "append-only"

    class Point(models.TextChoices):
        """Where they were counted."""

        FOUND = "found", "Where they were found"
        LEAVING = "leaving", "Getting into the vehicles"
        ARRIVED = "arrived", "On arrival"

    point = models.CharField(max_length=7, choices=Point.choices)
    happened_at = models.DateTimeField()
    n_women = models.PositiveSmallIntegerField(default=0)
    n_men = models.PositiveSmallIntegerField(default=0)
    n_girls = models.PositiveSmallIntegerField(default=0)
    n_boys = models.PositiveSmallIntegerField(default=0)
    n_suspects = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["happened_at", "recorded_at"]

    @property
    def n_victims(self) -> int:
        """Everyone who was brought out."""
        return self.n_women + self.n_men + self.n_girls + self.n_boys


class DignityAnswer(OfOperation):
    """One answer of the checklist; answered again, the newest counts and the older one stays."""

    kept: ClassVar[str] = "append-only"

    item = models.CharField(max_length=20)
    is_kept = models.BooleanField()

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_kept=True) | ~Q(words_sealed=b""), name="a_failed_check_says_how"
            )
        ]


class Review(OfOperation):
    """What is learnt afterwards. The words hold what went well, what did not and what changes."""

    kept: ClassVar[str] = "append-only"

    on = models.DateField()
    was_empty = models.BooleanField()
    has_evidence = models.BooleanField()
    has_arrest = models.BooleanField()

    class Meta:
        ordering = ["-recorded_at"]


class Relief(OfCase):
    """This person is out of the violence: when and how."""

    kept: ClassVar[str] = "append-only"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, null=True, blank=True, related_name="reliefs"
    )
    how = models.CharField(max_length=10)
    relieved_at = models.DateTimeField()
    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet["Relief"].as_manager()

    class Meta:
        ordering = ["relieved_at", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(how="operation") | Q(operation__isnull=False),
                name="a_relief_by_operation_names_it",
            )
        ]
