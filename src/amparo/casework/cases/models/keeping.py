"""How long a closed file is kept, what holds it longer, and that it was erased by two people."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models.case import Programme
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.vault.sealing import unseal


class LegalHold(models.Model):
    """That a case must not be erased, whatever a schedule or a person asks; lifted holds stay."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="holds")
    reason_sealed = models.BinaryField()
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = OfCaseQuerySet["LegalHold"].as_manager()

    class Meta:
        ordering = ["-put_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_lifted_hold_says_by_whom",
            ),
            models.UniqueConstraint(
                "case", condition=Q(lifted_at__isnull=True), name="one_live_hold_of_a_case"
            ),
        ]

    def reason(self) -> str:
        """Why it is held, unsealed."""
        return unseal(
            self.reason_sealed, self.case.key, table="legal_hold", row=self.pk, field="reason"
        )


class Erasure(models.Model):
    """That somebody asked for a case to be erased, and that somebody else agreed: then it was."""

    kept: ClassVar[str] = "mutable"

    class Why(models.TextChoices):
        """Why a life's file is destroyed."""

        SCHEDULE = "schedule", "It was kept for as long as the office keeps such files"
        ASKED = "asked", "The person it is about asked for it"
        MISTAKE = "mistake", "It should never have been opened"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="erasures")
    why = models.CharField(max_length=10, choices=Why.choices)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    n_keys = models.PositiveIntegerField(default=0)

    objects = OfCaseQuerySet["Erasure"].as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | (
                    Q(agreed_at__isnull=False, agreed_by__isnull=False, dropped_at__isnull=True)
                    & ~Q(agreed_by=F("asked_by"))
                ),
                name="two_people_erase_a_case",
            ),
            models.UniqueConstraint(
                "case", condition=Q(dropped_at__isnull=True), name="one_erasure_of_a_case"
            ),
        ]


class RetentionRule(models.Model):
    """For how many years after its last event a programme's closed file is kept; the newest counts.

    What the law or a funder demands differs by place: the office decides, and it is written down.
    """

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="retention")
    years = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=100), name="files_are_kept_1_to_100_years"
            )
        ]
