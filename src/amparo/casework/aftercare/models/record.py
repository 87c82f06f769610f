"""What every row about a survivor has: whose it is, who wrote it down, and words kept sealed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from amparo.casework.cases.models import Case, Person
from amparo.vault.sealing import seal, unseal


class Record(models.Model):
    """A fact about one survivor of one case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    def _place(self, field: str) -> dict[str, object]:
        return {"table": f"aftercare_{type(self).__name__.casefold()}", "row": self.pk,
                "field": field}  # fmt: skip

    def seal_in(self, field: str, text: str) -> None:
        """Keep words under the key of the case."""
        sealed = seal(text.strip(), self.case.key, **self._place(field))  # type: ignore[arg-type]
        setattr(self, f"{field}_sealed", sealed)

    def words(self, field: str) -> str:
        """The words of one field, unsealed."""
        sealed = getattr(self, f"{field}_sealed")
        return unseal(sealed, self.case.key, **self._place(field))  # type: ignore[arg-type]
