"""What a unit asked for, who approved it, what was handed over, and what became of it."""

from __future__ import annotations

import uuid
from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Case
from amparo.directory.models import Institution, PostHolder, Unit
from amparo.reform.models import Exposure, Intervention
from amparo.reform.models.visibility import OfReformQuerySet
from amparo.repair.resources.models.checking import CorrectedQuerySet

Row = TypeVar("Row", bound=models.Model)


class OfWantedQuerySet(OfReformQuerySet[Row]):
    """Rows that hang on a request."""

    way = "wanted__office"


class OfAssetQuerySet(CorrectedQuerySet[Row]):
    """Rows that hang on a thing that was handed over."""

    way = "asset__office"


class Wanted(models.Model):
    """A request: one thing for one unit, and why. Where it stands is what its steps say."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    item = models.SlugField(max_length=40)
    quantity = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=300)
    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, null=True, blank=True, related_name="wanted"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_on = models.DateField()
    asked_at = models.DateTimeField()

    objects = OfReformQuerySet["Wanted"].as_manager()

    class Meta:
        verbose_name_plural = "wanted"
        ordering = ["-asked_on", "-asked_at"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_request_is_for_something"),
            models.CheckConstraint(condition=~Q(why=""), name="a_request_says_why"),
        ]


class WantedStep(models.Model):
    """One step of a request: a second person's decision, the order, or that it is not needed."""

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """What happened to it."""

        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        ORDERED = "ordered", "Ordered"
        DROPPED = "dropped", "No longer needed"

    wanted = models.ForeignKey(Wanted, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField()

    objects = OfWantedQuerySet["WantedStep"].as_manager()

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | ~Q(currency=""), name="a_price_has_a_currency"
            ),
            models.CheckConstraint(
                condition=Q(kind="approved") | ~Q(words=""), name="a_step_says_what_it_was"
            ),
            models.UniqueConstraint("wanted", "kind", name="a_step_is_taken_once"),
        ]


class Asset(models.Model):
    """Something handed over to a unit: what, how many, and which official signed for it."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    wanted = models.ForeignKey(Wanted, on_delete=models.PROTECT, related_name="assets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    item = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    mark = models.CharField(max_length=60, blank=True)
    quantity = models.PositiveSmallIntegerField()
    handed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(PostHolder, on_delete=models.PROTECT, related_name="+")
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    exposure = models.ForeignKey(
        Exposure, on_delete=models.PROTECT, null=True, blank=True, related_name="assets"
    )

    objects = OfReformQuerySet["Asset"].as_manager()

    class Meta:
        ordering = ["-handed_on", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="something_is_handed_over"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("handed_on")),
                name="nothing_is_handed_over_expired",
            ),
        ]


class AssetLine(models.Model):
    """One line of the log of a thing: it was used, broke, was repaired, served, or is gone."""

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """What happened to it."""

        USED = "used", "Used"
        BROKE = "broke", "Broke down"
        REPAIRED = "repaired", "Repaired"
        SERVICED = "serviced", "Serviced"
        GONE = "gone", "No longer there"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    n_trips = models.PositiveSmallIntegerField(null=True, blank=True)
    n_scenes = models.PositiveSmallIntegerField(null=True, blank=True)
    km = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    n_used = models.PositiveSmallIntegerField(null=True, blank=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField(max_length=200, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    is_void = models.BooleanField(default=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()

    objects = OfAssetQuerySet["AssetLine"].as_manager()

    class Meta:
        ordering = ["on", "noted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | ~Q(currency=""), name="upkeep_has_a_currency"
            ),
            models.CheckConstraint(
                condition=Q(n_scenes__isnull=True) | Q(n_trips__isnull=True)
                | Q(n_trips__gte=1) | Q(n_scenes=0),
                name="scenes_are_reached_on_trips",
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(corrects__isnull=False),
                name="only_a_correction_takes_a_line_back",
            ),
        ]  # fmt: skip
