"""What is known of what was done, and what the lawyer decided about the charge."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.vault.sealing import unseal


class KnownFact(models.Model):
    """One answer to one question about a victim and a suspect; the latest number counts."""

    kept: ClassVar[str] = "append-only"

    class Answer(models.TextChoices):
        """What is known."""

        YES = "yes", "Yes"
        NO = "no", "No"
        UNKNOWN = "unknown", "Not known"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="known_facts")
    victim = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    suspect = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fact = models.CharField(max_length=40)
    answer = models.CharField(max_length=7, choices=Answer.choices)
    number = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["KnownFact"].as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("case", "number", name="one_known_fact_of_a_number")]


class ChargeDecision(models.Model):
    """What the lawyer decided about an offence the facts support, and why; the latest counts."""

    kept: ClassVar[str] = "append-only"

    class Choice(models.TextChoices):
        """The decision."""

        ASK = "ask", "Ask for this charge"
        LEAVE = "leave", "Leave it"
        LATER = "later", "Wait for more proof"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="charge_decisions")
    victim = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    suspect = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    offence = models.CharField(max_length=80)
    choice = models.CharField(max_length=5, choices=Choice.choices)
    reason_sealed = models.BinaryField()
    on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["ChargeDecision"].as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(offence=""), name="a_decision_names_its_offence")
        ]

    def reason(self) -> str:
        """Why, unsealed."""
        return unseal(
            self.reason_sealed, self.case.key, table="charge_decision", row=self.pk, field="reason"
        )
