"""Who offers what, and referrals to them: what leaves, what they answer, step by step."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from amparo.casework.aftercare.models.home import BedHold, Home
from amparo.casework.aftercare.models.record import Record
from amparo.casework.cases.models import Case, Sending, Task
from amparo.casework.cases.models.case import CODE_LENGTH, new_code
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution

if TYPE_CHECKING:
    from amparo.access.models import User


class OfferQuerySet(models.QuerySet["Offer"]):
    """What providers offer, known to the office that wrote it down."""

    def visible_to(self, user: User) -> OfferQuerySet:
        """Those of the person's own office, for roles whose work it is."""
        if user.office_id is None or not user.may("services.read"):
            return self.none()
        return self.filter(office=user.office_id)


class Offer(models.Model):
    """One service that one institution offers, in words anybody may read."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=40)
    for_whom = models.CharField(max_length=200, blank=True)
    is_free = models.BooleanField(default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["service", "institution__name"]
        constraints = [
            models.UniqueConstraint(
                "office", "institution", "service", condition=Q(ended_on__isnull=True),
                name="one_offer_of_a_service",
            )
        ]  # fmt: skip


class ServiceReferralQuerySet(models.QuerySet["ServiceReferral"]):
    """Referrals: all of a case for its team; for a recipient, those that were sent to it."""

    def visible_to(self, user: User, verb: str = "cases.read") -> ServiceReferralQuerySet:
        """Those of cases this person may open; nothing for whoever only receives."""
        if not user.may("people.read"):
            return self.none()
        return self.filter(case__in=Case.objects.all().visible_to(user, verb))

    def received_by(self, user: User) -> ServiceReferralQuerySet:
        """Those that were sent to the institution this person answers for, and to no other."""
        if user.office_id is None or not user.may("services.answer"):
            return self.none()
        sent = ReferralStep.objects.filter(referral=OuterRef("pk"), what=ReferralStep.What.SENT)
        return self.filter(Exists(sent), recipient=user.office_id)


class ServiceReferral(Record):
    """A survivor referred to one service. What leaves is fixed when it is drafted, and sealed."""

    kept: ClassVar[str] = "mutable"

    class Urgency(models.TextChoices):
        """How soon an answer is needed."""

        TODAY = "today", "Today"
        WEEK = "week", "Within three days"
        USUAL = "usual", "Within a week"

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    service = models.CharField(max_length=40)
    recipient = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey(
        Home, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    urgency = models.CharField(max_length=5, choices=Urgency.choices, default=Urgency.USUAL)
    fields = models.JSONField(default=list)
    content_sealed = models.BinaryField()
    duty = models.CharField(max_length=200, blank=True)
    duty_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    duty_seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    task = models.OneToOneField(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hold = models.OneToOneField(
        BedHold, on_delete=models.PROTECT, null=True, blank=True, related_name="referral"
    )

    objects = ServiceReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at"]
        indexes = [models.Index(fields=["case", "person"]), models.Index(fields=["recipient"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(duty_seconded_by__isnull=True)
                | (Q(duty_asked_by__isnull=False) & ~Q(duty_seconded_by=F("duty_asked_by"))),
                name="two_people_answer_for_a_duty",
            ),
            models.CheckConstraint(
                condition=Q(duty="", duty_asked_by__isnull=True)
                | (~Q(duty="") & Q(duty_asked_by__isnull=False)),
                name="a_duty_says_which_and_who",
            ),
        ]


class ReferralStep(models.Model):
    """What became of a referral at one moment; where it stands follows from its steps."""

    kept: ClassVar[str] = "append-only"

    class What(models.TextChoices):
        """The step."""

        SENT = "sent", "Sent"
        CHASED = "chased", "Asked again"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        ENDED = "ended", "No longer needed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(ServiceReferral, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=8, choices=What.choices)
    reason = models.CharField(max_length=20, blank=True)
    words_sealed = models.BinaryField(default=b"")
    sending = models.OneToOneField(
        Sending, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfCaseQuerySet["ReferralStep"].as_manager()

    class Meta:
        ordering = ["referral", "number"]
        constraints = [
            models.UniqueConstraint("referral", "number", name="one_step_of_a_number"),
            models.UniqueConstraint(
                "referral", condition=Q(what="sent"), name="a_referral_is_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(what="sent", sending__isnull=False)
                | (~Q(what="sent") & Q(sending__isnull=True)),
                name="what_was_sent_left_lawfully",
            ),
            models.CheckConstraint(
                condition=~Q(what="declined") | ~Q(reason=""), name="a_decline_says_why"
            ),
        ]


What = ReferralStep.What
AFTER: dict[str, frozenset[What]] = {
    "": frozenset({What.SENT, What.ENDED}),
    What.SENT: frozenset({What.CHASED, What.ACCEPTED, What.DECLINED, What.ENDED}),
    What.CHASED: frozenset({What.CHASED, What.ACCEPTED, What.DECLINED, What.ENDED}),
    What.ACCEPTED: frozenset({What.ENDED}),
    What.DECLINED: frozenset({What.ACCEPTED}),
    What.ENDED: frozenset(),
}
"""What may follow where a referral stands; a service that declined may find a place after all."""
