"""Which detectors an office has on, when they looked, and what second raters said."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from amparo.casework.cases.models import Breakdown, Case
from amparo.directory.models import Institution
from amparo.reform.models.visibility import OfReformQuerySet

if TYPE_CHECKING:
    from amparo.access.models import User


class DetectorSwitch(models.Model):
    """A detector turned on or off in an office, and why; the latest counts."""

    kept: ClassVar[str] = "append-only"

    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    detector = models.SlugField(max_length=60)
    is_on = models.BooleanField()
    reason = models.CharField(max_length=300)
    turned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    turned_at = models.DateTimeField()

    objects = OfReformQuerySet["DetectorSwitch"].as_manager()

    class Meta:
        verbose_name_plural = "detector switches"
        ordering = ["turned_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_switch_says_why")
        ]


class DetectorRound(models.Model):
    """One look of all detectors over an office's cases, and what came of it."""

    kept: ClassVar[str] = "append-only"

    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    n_cases = models.PositiveIntegerField()
    n_proposed = models.PositiveIntegerField()
    n_lapsed = models.PositiveIntegerField()

    objects = OfReformQuerySet["DetectorRound"].as_manager()

    class Meta:
        ordering = ["-looked_at", "-id"]


class SecondCodingQuerySet(models.QuerySet["SecondCoding"]):
    """Codings of a second rater."""

    def countable_by(self, user: User) -> SecondCodingQuerySet:
        """Those of breakdowns that may enter this person's figures."""
        cases = Case.objects.all().countable_by(user)
        return self.filter(breakdown__case__in=cases)


class SecondCoding(models.Model):
    """What someone who had not seen the first code called a breakdown."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="codings")
    cause = models.CharField(max_length=10)
    coded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    coded_at = models.DateTimeField()

    objects = SecondCodingQuerySet.as_manager()

    class Meta:
        ordering = ["coded_at"]
        constraints = [
            models.UniqueConstraint("breakdown", "coded_by", name="one_coding_of_a_rater")
        ]
