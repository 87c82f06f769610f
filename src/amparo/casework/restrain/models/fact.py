"""What every row about a suspect has: whose it is, when it happened, who wrote it down."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Case, Milestone, Person
from amparo.vault.sealing import seal, unseal


class Fact(models.Model):
    """A fact about one suspect in one case. Entered wrongly, it is taken back, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why_sealed = models.BinaryField(default=b"")

    class Meta:
        abstract = True
        ordering = ["on", "recorded_at", "id"]
        indexes = [models.Index(fields=["case", "person"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_by__isnull=False),
                name="%(class)s_taken_back_says_by_whom",
            )
        ]

    def _place(self, field: str) -> dict[str, object]:
        return {"table": f"restrain_{type(self).__name__.casefold()}", "row": self.pk,
                "field": field}  # fmt: skip

    def seal_in(self, field: str, text: str) -> None:
        """Keep words under the key of the case."""
        sealed = seal(text.strip(), self.case.key, **self._place(field))  # type: ignore[arg-type]
        setattr(self, f"{field}_sealed", sealed)

    def words(self, field: str) -> str:
        """The words of one field, unsealed."""
        sealed = getattr(self, f"{field}_sealed")
        return unseal(sealed, self.case.key, **self._place(field))  # type: ignore[arg-type]
