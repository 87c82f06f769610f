"""To whom the closed parts of a case are open: by name, for a time, by two people's word."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.access.policy import Compartment
from amparo.casework.cases.models.visibility import OfCaseQuerySet

LONGEST_DAYS = 180


class CompartmentHolding(models.Model):
    """One compartment of one case, opened to one person until a day; ended rows stay.

    It opens nothing before a second person has agreed to it. On `until_on` it is closed again.
    """

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="holdings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings"
    )
    compartment = models.CharField(
        max_length=20, choices=[(one.value, one.label) for one in Compartment]
    )
    from_on = models.DateField()
    until_on = models.DateField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCaseQuerySet["CompartmentHolding"].as_manager()

    class Meta:
        ordering = ["-from_on", "compartment"]
        indexes = [models.Index(fields=["user", "case"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="an_opened_compartment_closes_again"
            ),
            models.CheckConstraint(
                condition=~Q(granted_by=F("user"))
                & (
                    Q(seconded_by__isnull=True, seconded_at__isnull=True)
                    | (
                        Q(seconded_at__isnull=False, seconded_by__isnull=False)
                        & ~Q(seconded_by=F("granted_by"))
                        & ~Q(seconded_by=F("user"))
                    )
                ),
                name="two_others_open_a_compartment",
            ),
            models.UniqueConstraint(
                "case", "user", "compartment", condition=Q(ended_at__isnull=True),
                name="one_live_holding",
            ),
        ]  # fmt: skip

    @property
    def held_compartment(self) -> Compartment:
        """Which compartment it opens."""
        return Compartment(self.compartment)
