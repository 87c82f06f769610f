"""What was present and working at a unit on a day, and how poor the areas are."""

from __future__ import annotations

import uuid
from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.reform.models.visibility import OfReformQuerySet

Row = TypeVar("Row", bound=models.Model)


class CorrectedQuerySet(OfReformQuerySet[Row]):
    """Rows of an office that newer ones may correct."""

    def current(self) -> CorrectedQuerySet[Row]:
        """Without those that were corrected since."""
        return self.filter(corrected_by__isnull=True)


class OfCheckQuerySet(OfReformQuerySet[Row]):
    """Rows that hang on a check."""

    way = "check_of__office"


class UnitCheck(models.Model):
    """One visit to a unit, against one version of the standard of its kind."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    standard = models.SlugField(max_length=20)
    version = models.PositiveSmallIntegerField()
    on = models.DateField()
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = CorrectedQuerySet["UnitCheck"].as_manager()

    class Meta:
        ordering = ["on", "made_at"]


class UnitCheckItem(models.Model):
    """How many of one thing were there, and how many of those worked."""

    kept: ClassVar[str] = "append-only"

    check_of = models.ForeignKey(UnitCheck, on_delete=models.PROTECT, related_name="items")
    item = models.SlugField(max_length=40)
    n_present = models.PositiveSmallIntegerField()
    n_working = models.PositiveSmallIntegerField()

    objects = OfCheckQuerySet["UnitCheckItem"].as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(n_working__lte=F("n_present")), name="what_works_is_there"
            ),
            models.UniqueConstraint("check_of", "item", name="a_thing_once_in_a_check"),
        ]


class AreaPoverty(models.Model):
    """The share of an area's people who are poor, in a year, by a source; the latest counts."""

    kept: ClassVar[str] = "append-only"

    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    share = models.DecimalField(max_digits=5, decimal_places=4)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    objects = OfReformQuerySet["AreaPoverty"].as_manager()

    class Meta:
        verbose_name_plural = "area poverty"
        ordering = ["year", "entered_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gte=0) & Q(share__lte=1), name="a_share_of_the_poor"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="poverty_has_a_source"),
        ]
