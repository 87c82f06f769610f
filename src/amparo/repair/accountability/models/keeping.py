"""To whom an office's complaints about officials are open, and who may not see one of them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from amparo.access.policy import MAY_HOLD, Compartment
from amparo.directory.models import Institution

if TYPE_CHECKING:
    from datetime import date

    from amparo.access.models import User

LONGEST_DAYS = 365


class KeeperQuerySet(models.QuerySet["Keeper"]):
    """Keepers, and which are so today."""

    def visible_to(self, user: User, verb: str = "misconduct.read") -> KeeperQuerySet:
        """Those of the person's own office."""
        if user.office_id is None or not user.may(verb):
            return self.none()
        return self.filter(office=user.office_id)

    def in_force(self, today: date) -> KeeperQuerySet:
        """Agreed to by a second person, begun, neither over nor ended."""
        return self.filter(
            seconded_at__isnull=False, ended_at__isnull=True, from_on__lte=today,
            until_on__gt=today,
        )  # fmt: skip


class Keeper(models.Model):
    """One person to whom the compartment of misconduct is open for the office's complaints, until
    a day, by two other people's word. Before the second has agreed it opens nothing."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = KeeperQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-granted_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")), name="a_keeper_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(granted_by=F("user"))
                & (
                    Q(seconded_by__isnull=True, seconded_at__isnull=True)
                    | (
                        Q(seconded_at__isnull=False, seconded_by__isnull=False)
                        & ~Q(seconded_by=F("granted_by"))
                        & ~Q(seconded_by=F("user"))
                    )
                ),
                name="two_others_make_a_keeper",
            ),
            models.UniqueConstraint(
                "office", "user", condition=Q(ended_at__isnull=True), name="one_live_keeper"
            ),
        ]


class Recusal(models.Model):
    """That somebody may not see one complaint, since they stand near to whoever is named in it."""

    kept: ClassVar[str] = "append-only"

    class Why(models.TextChoices):
        """What binds them."""

        KIN = "kin", "Kin or friend of somebody named"
        WORKED = "worked", "Worked with somebody named"
        MONEY = "money", "Money or favours"
        NAMED = "named", "Is named themselves"
        OTHER = "other", "Something else"

    grievance = models.ForeignKey(
        "accountability.Grievance", on_delete=models.PROTECT, related_name="recusals"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=6, choices=Why.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint("grievance", "user", name="shut_out_of_a_complaint_once")
        ]


def is_keeper(user: User, on: date | None = None) -> bool:
    """Whether the office's complaints are open to this person on a day (today where none is named),
    by role and by name."""
    if user.office_id is None or not user.held_roles & MAY_HOLD[Compartment.MISCONDUCT]:
        return False
    rows = Keeper.objects.filter(user=user.pk, office=user.office_id)
    return user.is_active and rows.in_force(on or timezone.localdate()).exists()
