"""Legal papers of survivors, step by step."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.aftercare.models.record import Record
from amparo.casework.cases.models import Case, Task
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution
from amparo.vault.sealing import unseal


class Paper(Record):
    """A legal paper a survivor needs: a card, a certificate, an account."""

    kept: ClassVar[str] = "mutable"

    kind = models.CharField(max_length=30)
    issuer = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    task = models.OneToOneField(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["Paper"].as_manager()

    class Meta:
        ordering = ["kind", "recorded_at"]


class PaperStep(models.Model):
    """What became of a paper on a day; where it stands follows from the last."""

    kept: ClassVar[str] = "append-only"

    class What(models.TextChoices):
        """The step."""

        APPLIED = "applied", "Applied for"
        RECEIVED = "received", "Received"
        REFUSED = "refused", "Refused"
        LOST = "lost", "Lost, or kept by somebody else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=8, choices=What.choices)
    on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    words_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["PaperStep"].as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("on")),
                name="a_paper_expires_after_it_came",
            )
        ]

    def words(self) -> str:
        """The number, or why, unsealed."""
        return unseal(
            self.words_sealed, self.case.key, table="aftercare_paperstep", row=self.pk,
            field="words",
        )  # fmt: skip
