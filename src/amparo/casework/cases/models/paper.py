"""What is on paper: consent, and documents kept sealed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models.person import Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution
from amparo.vault.models import SealedFile


class Consent(models.Model):
    """What a person agreed to, or refused: one purpose, one recipient, until when."""

    kept: ClassVar[str] = "mutable"

    class Basis(models.TextChoices):
        """Who decided, and on what ground."""

        OWN = "own", "Their own consent"
        ASSENT_GUARDIAN = "assent_guardian", "The child's assent, with a guardian"
        BEST_INTEREST = "best_interest", "Best interest of the child, with a reason"

    class Told(models.TextChoices):
        """What a person has to know before a yes means something."""

        PURPOSE = "purpose", "What it is for"
        USES = "uses", "What will be done with it, and who will see it"
        ACCESS = "access", "That they may see what is kept about them, and have it put right"
        KEEPING = "keeping", "How long it is kept"
        WITHDRAWING = "withdrawing", "How to take it back, and that help goes on all the same"

    class Research(models.TextChoices):
        """Whether what is kept may be used for research, without names."""

        YES = "yes", "Yes, without names"
        NO = "no", "No"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=60)
    recipient = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    covers = models.JSONField(default=list)
    is_given = models.BooleanField()
    basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.OWN)
    guardian = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    explained_how = models.CharField(max_length=200)
    explained_in = models.CharField(max_length=60)
    # Null in what was recorded before these were asked; a yes is not inserted without them.
    told_purpose = models.BooleanField(null=True)
    told_uses = models.BooleanField(null=True)
    told_access = models.BooleanField(null=True)
    told_keeping = models.BooleanField(null=True)
    told_withdrawing = models.BooleanField(null=True)
    research = models.CharField(max_length=3, choices=Research.choices, null=True)  # noqa: DJ001
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = OfCaseQuerySet["Consent"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                name="consent_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(basis="best_interest") | ~Q(reason=""),
                name="best_interest_needs_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(basis="assent_guardian") | Q(guardian__isnull=False),
                name="assent_needs_a_guardian",
            ),
        ]

    def told(self) -> list[Told] | None:
        """What the person was told before they answered; None where nobody asked at the time."""
        said = [getattr(self, f"told_{one.value}") for one in self.Told]
        if all(one is None for one in said):
            return None
        return [one for one, is_told in zip(self.Told, said, strict=True) if is_told]


class Document(models.Model):
    """A paper in a case; the file is sealed, and so is its title, which may name people."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=60)
    title_sealed = models.BinaryField()
    dated_on = models.DateField(null=True, blank=True)
    file = models.OneToOneField(SealedFile, on_delete=models.PROTECT, related_name="+")
    content_type = models.CharField(max_length=100)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = OfCaseQuerySet["Document"].as_manager()

    class Meta:
        ordering = ["-added_at"]
