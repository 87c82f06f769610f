"""Things and files that prove something: what, where from, and in whose hands."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution
from amparo.vault.models import SealedFile
from amparo.vault.sealing import unseal


class Exhibit(models.Model):
    """One exhibit. Its custody is a ledger of its own in the vault; its words are sealed."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exhibits")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    is_abuse_material = models.BooleanField(default=False)
    seized_on = models.DateField()
    seized_from = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words_sealed = models.BinaryField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["Exhibit"].as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("case", "number", name="one_exhibit_of_a_number")]

    def words(self) -> str:
        """What it is, where and by whom it was seized, as JSON; unsealed."""
        return unseal(self.words_sealed, self.case.key, table="exhibit", row=self.pk, field="words")


class ExhibitFile(models.Model):
    """A file of an exhibit: the evidentiary copy, never changed; or a copy to work with."""

    kept: ClassVar[str] = "append-only"

    class Copy(models.TextChoices):
        """Which copy it is."""

        EVIDENTIARY = "evidentiary", "Evidentiary copy"
        WORKING = "working", "Working copy"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    copy = models.CharField(max_length=11, choices=Copy.choices)
    content_type = models.CharField(max_length=60)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["ExhibitFile"].as_manager()

    class Meta:
        ordering = ["recorded_at"]


class LabRequest(models.Model):
    """An exhibit sent to a laboratory, and what came back."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="lab_requests")
    laboratory = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_sealed = models.BinaryField()
    sent_on = models.DateField()
    result_on = models.DateField(null=True, blank=True)
    result_sealed = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet["LabRequest"].as_manager()

    class Meta:
        ordering = ["sent_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result_on__isnull=True) | Q(result_on__gte=F("sent_on")),
                name="a_result_comes_after_it_is_asked_for",
            )
        ]

    def asked(self) -> str:
        """What was asked of the laboratory, unsealed."""
        return unseal(
            self.asked_sealed, self.case.key, table="lab_request", row=self.pk, field="asked"
        )

    def result(self) -> str:
        """What came back, unsealed."""
        return unseal(
            self.result_sealed, self.case.key, table="lab_request", row=self.pk, field="result"
        )
