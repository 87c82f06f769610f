"""Bail with its conditions and breaches, and orders that protect a survivor."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Case, Milestone, Person, Task
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.restrain.models.fact import Fact
from amparo.directory.models import Institution
from amparo.vault.sealing import unseal


class BailDecision(Fact):
    """What a court, or the police, decided about a person's liberty before the verdict."""

    kept: ClassVar[str] = "mutable"

    decision = models.CharField(max_length=12)
    court = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    risk_was_told = models.BooleanField(null=True, blank=True)
    words_sealed = models.BinaryField(default=b"")
    conditions_set = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["BailDecision"].as_manager()


class BailCondition(models.Model):
    """One thing the person must do, or must not do, while free."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(BailDecision, on_delete=models.PROTECT, related_name="conditions")
    kind = models.CharField(max_length=12)
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["BailCondition"].as_manager()

    class Meta:
        ordering = ["decision", "kind"]
        constraints = [models.UniqueConstraint("decision", "kind", name="one_condition_of_a_kind")]

    def words(self, field: str) -> str:
        """The condition in the court's words, unsealed."""
        return unseal(
            self.words_sealed, self.case.key, table="restrain_bailcondition", row=self.pk,
            field=field,
        )  # fmt: skip


class DossierHandover(Fact):
    """That what is known of the risk was handed to a prosecutor, in writing, on a day."""

    kept: ClassVar[str] = "mutable"

    to = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["DossierHandover"].as_manager()


class DossierReceipt(Fact):
    """By what it can be shown that the prosecutor has it."""

    kept: ClassVar[str] = "mutable"

    class Kind(models.TextChoices):
        """What the receipt is."""

        SIGNED = "signed", "A signature on our copy"
        STAMPED = "stamped", "The stamp of their registry"
        WRITTEN = "written", "A message or letter that says so"

    handover = models.ForeignKey(DossierHandover, on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["DossierReceipt"].as_manager()


class BailBreach(Fact):
    """That the person broke a condition, or did not come back."""

    kept: ClassVar[str] = "mutable"

    decision = models.ForeignKey(BailDecision, on_delete=models.PROTECT, related_name="breaches")
    condition = models.ForeignKey(
        BailCondition, on_delete=models.PROTECT, null=True, blank=True, related_name="breaches"
    )
    reported_on = models.DateField(null=True, blank=True)
    words_sealed = models.BinaryField()

    objects = OfCaseQuerySet["BailBreach"].as_manager()


class ProtectiveOrder(Fact):
    """An order asked of a court against one person, to protect one survivor or all of a case."""

    kept: ClassVar[str] = "mutable"

    protects = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    court = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["ProtectiveOrder"].as_manager()


class ProtectiveStep(Fact):
    """What became of a protective order on one day."""

    kept: ClassVar[str] = "mutable"

    class What(models.TextChoices):
        """The step."""

        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"
        SERVED = "served", "Served: the person has it in hand"
        NOT_SERVED = "not_served", "Could not be served"
        RENEWED = "renewed", "Renewed"
        BREACHED = "breached", "Breached"
        ENDED = "ended", "Ended"

    order = models.ForeignKey(ProtectiveOrder, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10, choices=What.choices)
    until = models.DateField(null=True, blank=True)
    chase = models.OneToOneField(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["ProtectiveStep"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                name="a_protection_ends_after_it_begins",
            ),
        ]
