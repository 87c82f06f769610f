"""Whom to check on and tell when a suspect may be free; and which records are one person."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models.milestone import Milestone, Task
from amparo.casework.cases.models.person import Channel, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution
from amparo.vault.sealing import unseal

if TYPE_CHECKING:
    from amparo.access.models import User


class Through(models.TextChoices):
    """By which way a survivor was told."""

    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "By phone"
    TEXT = "text", "By text message"
    THROUGH = "through", "Through somebody they trust"
    OTHER = "other", "In another way"


class SafetyDuty(models.Model):
    """One survivor to check on and to tell, on the day a suspect near them may be free.

    The cause may be a milestone of another case, which the team here may not open: of it only what
    happened and when is ever shown.
    """

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="safety_duties")
    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="safety_duties")
    suspect = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    cause = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="safety_duties")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    check_task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="checks_safety")
    tell_task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="tells_survivor")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_safe = models.BooleanField(null=True, blank=True)
    found_sealed = models.BinaryField(default=b"")
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_on = models.DateField(null=True, blank=True)
    was_told = models.BooleanField(null=True, blank=True)
    told_sealed = models.BinaryField(default=b"")
    told_through = models.CharField(  # noqa: DJ001  (what was told before has none)
        max_length=9, choices=Through.choices, null=True, blank=True
    )
    safe_through = models.CharField(  # noqa: DJ001
        max_length=9, choices=Channel.choices, null=True, blank=True
    )
    """The safe way as it was recorded when they were told."""
    otherwise_sealed = models.BinaryField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet["SafetyDuty"].as_manager()

    class Meta:
        verbose_name_plural = "safety duties"
        ordering = ["due_on", "opened_at", "id"]
        indexes = [
            models.Index(fields=["case", "withdrawn_at", "due_on"]),
            models.Index(
                fields=["due_on", "opened_at"],
                condition=Q(withdrawn_at__isnull=True)
                & (Q(checked_at__isnull=True) | Q(told_at__isnull=True)),
                name="safety_duties_that_wait",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "case", "survivor", "suspect", "cause",
                condition=Q(withdrawn_at__isnull=True), name="one_safety_duty_each",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True)
                | Q(checked_by__isnull=False, is_safe__isnull=False),
                name="a_safety_check_says_who_and_what",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True)
                | Q(told_by__isnull=False, was_told__isnull=False, told_on__isnull=False),
                name="telling_says_who_and_when",
            ),
        ]  # fmt: skip

    def found(self) -> str:
        """What the check found, unsealed."""
        return self._words(self.found_sealed, "found")

    def told(self) -> str:
        """What was told and how, or why not, unsealed."""
        return self._words(self.told_sealed, "told")

    def otherwise(self) -> str:
        """Why another way than the safe one was taken, unsealed."""
        return self._words(self.otherwise_sealed or b"", "otherwise")

    def _words(self, sealed: bytes | memoryview, field: str) -> str:
        return unseal(sealed, self.case.key, table="safety_duty", row=self.pk, field=field)


class NearSuspect(models.Model):
    """That a person is a suspect for the survivors of a case without a role in its file.

    One accused in a court case that is also about this one, say. Nobody is shown to anybody by it:
    it serves to check on the survivors when that person may be free.
    """

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since_at = models.DateTimeField()

    objects = OfCaseQuerySet["NearSuspect"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("case", "person", name="near_once_in_a_case")]


class SamePersonQuerySet(models.QuerySet["SamePerson"]):
    """Decisions that two records are one person."""

    def visible_to(self, user: User) -> SamePersonQuerySet:
        """Those about people of whom this user sees either record."""
        seen = Person.objects.all().visible_to(user)
        return self.filter(Q(one__in=seen) | Q(other__in=seen))


class SamePerson(models.Model):
    """A decision that two records of an office are one human being, with its reason. It can be
    taken back; both records stay as they are."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason_sealed = models.BinaryField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_sealed = models.BinaryField(default=b"")

    objects = SamePersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "same people"
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="two_records_of_a_person"),
            models.UniqueConstraint(
                "one", "other", condition=Q(undone_at__isnull=True), name="linked_once"
            ),
        ]

    def reason(self) -> str:
        """Why they were taken for one, unsealed."""
        return unseal(
            self.reason_sealed, self.one.key, table="same_person", row=self.pk, field="reason"
        )
