"""What left the office about a person, under which consent; and its recall once consent ends."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models.milestone import Task
from amparo.casework.cases.models.paper import Consent
from amparo.casework.cases.models.person import Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution

if TYPE_CHECKING:
    from datetime import date

    from amparo.access.models import User


class SharingAgreementQuerySet(models.QuerySet["SharingAgreement"]):
    """Agreements on what is shared, and who reads them."""

    def visible_to(self, user: User, verb: str = "referrals.read") -> SharingAgreementQuerySet:
        """Those of the person's own office, for whoever works on its cases."""
        if user.office_id is None or not user.may(verb):
            return self.none()
        return self.filter(office=user.office_id)


class SharingAgreement(models.Model):
    """What was signed with an institution before anything personal is sent to it, from a day until
    a day. It is ended, never removed: what left under it names it."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    until = models.DateField()
    about = models.CharField(max_length=300)
    kept_at = models.CharField(max_length=150, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SharingAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["institution__name", "-signed_on"]
        indexes = [models.Index(fields=["office", "institution", "signed_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("signed_on")), name="an_agreement_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(about=""), name="an_agreement_says_what_is_shared"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | (Q(ended_on__gte=F("signed_on"), ended_by__isnull=False) & ~Q(ended_why="")),
                name="an_agreement_ended_early_says_why",
            ),
        ]

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.signed_on <= on <= self.until and (self.ended_on is None or on < self.ended_on)


class Sending(models.Model):
    """One thing that left, to one recipient: under a live consent, or a duty of law that two
    people answer for. The rooms above keep what was in it; here is that it left.
    """

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="sendings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sendings")
    recipient = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60)
    covers = models.JSONField(default=list)
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="sendings"
    )
    agreement = models.ForeignKey(
        SharingAgreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """What was signed with the recipient; a duty of law needs none."""
    duty = models.CharField(max_length=200, blank=True)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()

    objects = OfCaseQuerySet["Sending"].as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent__isnull=False, duty="")
                | (Q(consent__isnull=True, seconded_by__isnull=False) & ~Q(duty="")),
                name="nothing_leaves_without_consent_or_duty",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True) | ~Q(seconded_by=F("sent_by")),
                name="a_second_person_answers_for_a_duty",
            ),
            models.UniqueConstraint("kind", "object_id", name="a_thing_leaves_once"),
        ]


class Recall(models.Model):
    """That a recipient is told consent was withdrawn, and what they say they did."""

    kept: ClassVar[str] = "mutable"

    class How(models.TextChoices):
        """How the recipient was told."""

        HERE = "here", "In Amparo"
        IN_PERSON = "in_person", "In person"
        PHONE = "phone", "By telephone"
        LETTER = "letter", "By letter"

    class Answer(models.TextChoices):
        """What became of what they had."""

        DESTROYED = "destroyed", "Destroyed"
        RETURNED = "returned", "Given back"
        KEPT_BY_LAW = "kept_by_law", "Kept, since a law asks for it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="recalls")
    sending = models.OneToOneField(Sending, on_delete=models.PROTECT, related_name="recall")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="recalls")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()
    told_on = models.DateField(null=True, blank=True)
    told_how = models.CharField(max_length=9, choices=How.choices, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=11, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["Recall"].as_manager()

    class Meta:
        ordering = ["queued_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="")
                | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="an_answered_recall_says_what_was_done",
            ),
        ]
