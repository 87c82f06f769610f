"""Money that is owed to survivors outside a criminal judgment, and what of it arrived."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.aftercare.models.record import Record
from amparo.casework.cases.models import Case
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution


class MoneyDue(Record):
    """A sum an authority ordered or granted: relief, back wages, a fund. Never changed.

    What a criminal court ordered is kept with the judgment, in the docket.
    """

    kept: ClassVar[str] = "append-only"

    kind = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    payer = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["MoneyDue"].as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        verbose_name_plural = "money due"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="what_is_due_is_money"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("on")),
                name="money_is_due_after_it_is_ordered",
            ),
        ]


class MoneyCame(models.Model):
    """Money that reached the survivor's own hands or account."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    due = models.ForeignKey(MoneyDue, on_delete=models.PROTECT, related_name="came")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["MoneyCame"].as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        verbose_name_plural = "money came"
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="what_came_is_money")]
