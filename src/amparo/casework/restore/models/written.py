"""What every row about a survivor has: whose it is, when, who wrote it down, and sealed words."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from amparo.casework.cases.models import Case, Person
from amparo.vault.sealing import seal, unseal


class Sealed(models.Model):
    """A row of a case that keeps words under the key of the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def _place(self, field: str) -> dict[str, Any]:
        return {"table": self._meta.db_table, "row": self.pk, "field": field}

    def seal_in(self, field: str, text: str) -> None:
        """Keep words under the key of the case."""
        setattr(self, f"{field}_sealed", seal(text.strip(), self.case.key, **self._place(field)))

    def words(self, field: str) -> str:
        """The words of one field, unsealed."""
        return unseal(getattr(self, f"{field}_sealed"), self.case.key, **self._place(field))


class Written(Sealed):
    """A dated fact about one survivor in one case."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-on", "-recorded_at", "id"]
        indexes = [models.Index(fields=["case", "person", "on"])]
