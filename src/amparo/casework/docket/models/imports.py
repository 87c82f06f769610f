"""A court's list of hearings as it came in, what became of each row, and its way back."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from amparo.access.models import User
from amparo.casework.docket.models.court import CourtCase
from amparo.casework.docket.models.hearing import Hearing
from amparo.directory.models import Institution
from amparo.vault.models import DataKey
from amparo.vault.sealing import unseal


class ImportQuerySet(models.QuerySet["HearingImport"]):
    """Lists, each seen by whoever brought it in: it may name people of cases not theirs."""

    def visible_to(self, user: User) -> ImportQuerySet:
        """One's own."""
        return self.filter(made_by=user)

    def that_may_name(self, case: uuid.UUID) -> ImportQuerySet:
        """Every list of a court this case was before: a row that fitted nothing may name it too."""
        before = CourtCase.objects.filter(joined__case=case)
        return self.filter(court__in=before.values("court"))


class HearingImport(models.Model):
    """One list. Its text is sealed; the rows are worked out again whenever they are shown.

    It names people of many cases, so its text goes with the first of them that is erased.
    """

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = ""

    class State(models.TextChoices):
        """How far it got."""

        SHOWN = "shown", "Shown before anything is set"
        DONE = "done", "Carried out"
        UNDONE = "undone", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    court = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    rows_sealed = models.BinaryField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.SHOWN)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    @property
    def is_erased(self) -> bool:
        """Whether its text was destroyed with a case; what it set is known still."""
        return self.key.is_destroyed

    def rows(self) -> str:
        """The rows as JSON, unsealed."""
        return unseal(self.rows_sealed, self.key, table="hearing_import", row=self.pk, field="rows")


class ImportedRowQuerySet(models.QuerySet["ImportedRow"]):
    """Rows, seen with their list."""

    def visible_to(self, user: User) -> ImportedRowQuerySet:
        """Those of one's own lists."""
        return self.filter(source__made_by=user)


class ImportedRow(models.Model):
    """A row that was used, and the hearing it set."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(HearingImport, on_delete=models.PROTECT, related_name="used")
    row = models.PositiveIntegerField()
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="+")

    objects = ImportedRowQuerySet.as_manager()

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint("source", "row", name="a_row_is_used_once")]
