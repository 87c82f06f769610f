"""A person in a vehicle, a room or a waiting area, from an hour until an hour."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.vault.sealing import unseal

if TYPE_CHECKING:
    from amparo.access.models import User
    from amparo.access.policy import Compartment


class StayQuerySet(OfCaseQuerySet["Stay"]):
    """Stays of cases; those of an operation that is secret only to whoever wrote them."""

    def visible_to(
        self, user: User, verb: str = "cases.read", *, compartment: Compartment | None = None
    ) -> StayQuerySet:
        """The stays of cases this person may open, without the secret ones of others."""
        rows = super().visible_to(user, verb, compartment=compartment)
        return rows.filter(Q(is_secret=False) | Q(recorded_by=user))  # type: ignore[return-value]


class Stay(models.Model):
    """A person in a place. Never changed: when it ends, or never was, another row says so.

    `met` says that somebody they must be kept apart from was there at the same hours; then the
    reason for going on is kept.
    """

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """What kind of place."""

        VEHICLE = "vehicle", "Vehicle"
        ROOM = "room", "Room"
        WAITING = "waiting", "Waiting area"

    class Purpose(models.TextChoices):
        """What they are there for."""

        OPERATION = "operation", "An operation"
        INTERVIEW = "interview", "An interview or statement"
        HEARING = "hearing", "A hearing in court"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stays")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    purpose = models.CharField(max_length=9, choices=Purpose.choices)
    place_digest = models.CharField(max_length=64, db_index=True)
    place_sealed = models.BinaryField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    is_planned = models.BooleanField()
    is_secret = models.BooleanField(default=False)
    met = models.BooleanField(default=False)
    reason_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = StayQuerySet.as_manager()

    class Meta:
        ordering = ["from_at", "recorded_at", "id"]
        indexes = [models.Index(fields=["case", "from_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")),
                name="a_stay_in_a_place_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(met=False) | ~Q(reason_sealed=b""),
                name="whoever_lets_them_meet_says_why",
            ),
        ]

    def place(self) -> str:
        """The place, unsealed."""
        return self._words(self.place_sealed, "place")

    def reason(self) -> str:
        """Why it went on although they would meet, unsealed."""
        return self._words(self.reason_sealed, "reason")

    def _words(self, sealed: bytes | memoryview, field: str) -> str:
        return unseal(sealed, self.case.key, table="stay", row=self.pk, field=field)


class StayEnd(models.Model):
    """When a person left a place; or that they never were there, or will not go."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    stay = models.OneToOneField(Stay, on_delete=models.PROTECT, related_name="end")
    ended_at = models.DateTimeField()
    is_void = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["StayEnd"].as_manager()
