"""What an office keeps of its own people and of its own mistakes: checks, talks, and breaches."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.directory.models import Institution

if TYPE_CHECKING:
    from amparo.access.models import User

TELL_WITHIN = timedelta(hours=72)


class StaffCheckQuerySet(models.QuerySet["StaffCheck"]):
    """Checks of colleagues, and who reads them."""

    def visible_to(self, user: User) -> StaffCheckQuerySet:
        """Those of the office, for whoever manages its programmes; else one's own."""
        if user.office_id is None or not user.is_active:
            return self.none()
        if user.may("programmes.manage"):
            return self.filter(office=user.office_id)
        return self.filter(user=user)


class StaffCheck(models.Model):
    """That a colleague was checked, signed the code of conduct, or was asked how they are.

    Only that it was done, by whom it is answered for, and until when it holds: what a check found,
    and what was said in a talk, is not here.
    """

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """What was done."""

        BACKGROUND = "background", "Background check"
        CODE = "code", "Code of conduct signed"
        TALK = "talk", "Asked how the work is for them"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="checks"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Nobody where the office was set up with it."""
    recorded_at = models.DateTimeField()

    objects = StaffCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]
        indexes = [models.Index(fields=["user", "kind", "until"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="talk", until__isnull=True)
                | (~Q(kind="talk") & Q(until__gt=F("on"))),
                name="a_check_of_a_colleague_ends",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=True) | ~Q(recorded_by=F("user")),
                name="nobody_records_a_check_of_their_own",
            ),
        ]


class BreachQuerySet(models.QuerySet["Breach"]):
    """Breaches of data, and who reads them."""

    def visible_to(self, user: User) -> BreachQuerySet:
        """All of the office for whoever manages its teams; what one reported oneself."""
        if user.office_id is None or not user.is_active:
            return self.none()
        if user.may("team.manage"):
            return self.filter(office=user.office_id)
        return self.filter(office=user.office_id, reported_by=user)


class Breach(models.Model):
    """What is personal was seen, lost or changed where it must not be. In words without names."""

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """What happened."""

        SENT = "sent", "Sent or given to the wrong person"
        SEEN = "seen", "Seen by somebody who must not see it"
        DEVICE = "device", "A phone, a computer or papers lost or stolen"
        ACCOUNT = "account", "Somebody used an account that is not theirs"
        LOST = "lost", "Destroyed, changed or not to be had any more"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    known_at = models.DateTimeField()
    n_people = models.PositiveIntegerField(null=True, blank=True)
    words = models.CharField(max_length=1000)
    is_risky = models.BooleanField()
    """Whether it is likely to harm somebody: then the people themselves are told too."""
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField()

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "breaches"
        ordering = ["-known_at"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_breach_says_what")]

    @property
    def tell_by(self) -> datetime:
        """Until when the authority is told. Units: an instant, 72 hours after it was known."""
        return self.known_at + TELL_WITHIN


class BreachStep(models.Model):
    """What was done about a breach, and why where something was not."""

    kept: ClassVar[str] = "append-only"

    class What(models.TextChoices):
        """One of these, in any order; closed last."""

        CONTAINED = "contained", "It was stopped or contained"
        AUTHORITY = "authority", "The authority was told"
        NOT_AUTHORITY = "not_authority", "The authority need not be told"
        PEOPLE = "people", "The people it is about were told, by their safe ways"
        NOT_PEOPLE = "not_people", "The people need not, or must not, be told"
        CLOSED = "closed", "Closed: what is changed so that it does not happen again"

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=13, choices=What.choices)
    on = models.DateField()
    words = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_step_of_a_breach_says_what"),
            models.UniqueConstraint("breach", "what", name="a_step_of_a_breach_once"),
        ]
