"""Proof points: a concluded case told to show that it can work, as long as the survivor agrees.

The words are sealed under a key of the proof's own. When consent ends, the database itself empties
them in the same transaction (migration 0002), whoever withdrew it and by whichever way.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Case, Consent, Person
from amparo.casework.cases.models.visibility import of_cases
from amparo.directory.models import Institution, Jurisdiction
from amparo.reform.models import Intervention
from amparo.vault.models import DataKey
from amparo.vault.sealing import seal, unseal

if TYPE_CHECKING:
    from amparo.access.models import User

PARTS = ("title", "story", "shows")


class ProofQuerySet(models.QuerySet["Proof"]):
    """Proof points, and who may read them before the public does."""

    def visible_to(self, user: User, verb: str = "proofs.write") -> ProofQuerySet:
        """Those of cases this person may open; for a publisher those of the office that a second
        person has found clear."""
        if user.office_id is None or not user.may(verb):
            return self.none()
        if verb == "proofs.publish":
            clear = Wording.objects.filter(found=Wording.Found.CLEAR)
            return self.filter(office=user.office_id, pk__in=clear.values("proof"))
        return self.filter(of_cases(user, "cases.read"), office=user.office_id)


class Proof(models.Model):
    """One proof point: of which case, by whose consent, from when until when it is told."""

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = "case"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+", null=True)
    place = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveIntegerField(null=True, blank=True)
    repair = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on__isnull=True)
                | Q(published_by__isnull=False, review_on__gt=F("published_on")),
                name="what_is_published_is_looked_at_again",
            ),
            models.UniqueConstraint(
                "case", "person", condition=Q(withdrawn_on__isnull=True),
                name="one_proof_of_a_survivor",
            ),
        ]  # fmt: skip


class Wording(models.Model):
    """One wording of a proof point, and what a second person said of it."""

    kept: ClassVar[str] = "mutable"

    class Found(models.TextChoices):
        """Whether anybody could be known by it."""

        WAITING = "waiting", "Waits for a second person"
        CLEAR = "clear", "Nobody can be known by it"
        BACK = "back", "Somebody could be known by it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    title_sealed = models.BinaryField(default=b"")
    story_sealed = models.BinaryField(default=b"")
    shows_sealed = models.BinaryField(default=b"")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    found = models.CharField(max_length=7, choices=Found.choices, default=Found.WAITING)
    why = models.CharField(max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("proof", "number", name="one_wording_of_a_number"),
            models.CheckConstraint(
                condition=Q(found="waiting", checked_by__isnull=True, checked_at__isnull=True)
                | (
                    ~Q(found="waiting")
                    & Q(checked_by__isnull=False, checked_at__isnull=False)
                    & ~Q(checked_by=F("written_by"))
                ),
                name="a_second_person_checks_a_wording",
            ),
        ]

    def seal_part(self, part: str, text: str, key: DataKey) -> None:
        """Keep one part of it."""
        made = seal(text.strip(), key, table="hope_wording", row=self.pk, field=part)
        setattr(self, f"{part}_sealed", made)

    def told(self, part: str) -> str:
        """One part of it, unsealed; nothing once it is withdrawn."""
        if self.proof.key is None:
            return ""
        return unseal(
            getattr(self, f"{part}_sealed"), self.proof.key, table="hope_wording", row=self.pk,
            field=part,
        )  # fmt: skip


class Showing(models.Model):
    """That a proof point was told to somebody: to whom, how many, on which day."""

    kept: ClassVar[str] = "append-only"

    class Audience(models.TextChoices):
        """Who heard."""

        OFFICIALS = "officials", "Police, prosecutors, judges"
        LEADERS = "leaders", "Leaders and lawmakers"
        COMMUNITY = "community", "People of the place"
        MEDIA = "media", "Press, radio, television"
        ONLINE = "online", "The public site and networks"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="showings")
    on = models.DateField()
    audience = models.CharField(max_length=9, choices=Audience.choices)
    n_people = models.PositiveIntegerField()
    where = models.CharField(max_length=150)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-recorded_at"]
