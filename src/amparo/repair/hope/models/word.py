"""What leaders gave their word for, letters that wait for an answer, and ties with institutions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Case
from amparo.directory.models import Institution, PostHolder, Unit
from amparo.reform.models import SystemProblem
from amparo.repair.hope.models.survey import OfOfficeQuerySet

if TYPE_CHECKING:
    from datetime import date

    from amparo.access.models import User


class CommitmentQuerySet(OfOfficeQuerySet["Commitment"]):
    """Commitments, and who reads them."""

    def visible_to(self, user: User, verb: str = "hope.read") -> CommitmentQuerySet:
        """Those of the person's office; for a partner those of their own unit.

        A partner who holds posts reads what their units, or their institution as a whole, gave
        their word for; one who holds none, what the institution as a whole did.
        """
        if user.may("repairs.shared") and verb == "hope.read":
            units = PostHolder.objects.filter(account_id=user.pk, to_on__isnull=True)
            own = Q(unit__isnull=True) | Q(unit__in=units.values("post__unit"))
            return self.filter(own, institution=user.office_id)
        return super().visible_to(user, verb)  # type: ignore[return-value]


class Commitment(models.Model):
    """A leader's word: which post promised what, by when, and what would show it."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    problem = models.ForeignKey(
        SystemProblem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    post = models.CharField(max_length=150)
    promise = models.CharField(max_length=300)
    shown_by = models.CharField(max_length=300)
    promised_on = models.DateField()
    due_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "promised_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("promised_on")), name="a_promise_falls_due_after_it"
            )
        ]


class CommitmentFact(models.Model):
    """What was seen of a commitment: kept, or that it was taken back, with the evidence."""

    kept: ClassVar[str] = "append-only"

    class What(models.TextChoices):
        """What is seen; that it is broken follows from the day."""

        KEPT = "kept", "It is kept"
        UNDONE = "undone", "What was done is undone again"
        TAKEN_BACK = "taken_back", "They took it back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="facts")
    what = models.CharField(max_length=10, choices=What.choices)
    on = models.DateField()
    evidence = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(evidence=""), name="what_is_seen_of_a_promise_has_evidence"
            )
        ]


class LetterQuerySet(OfOfficeQuerySet["Letter"]):
    """Letters, and who reads them."""

    def visible_to(self, user: User, verb: str = "hope.read") -> LetterQuerySet:
        """Those of the office; about a case, for those only who may open it."""
        rows = super().visible_to(user, verb)
        cases = Case.objects.all().visible_to(user)
        return rows.filter(Q(case__isnull=True) | Q(case__in=cases))  # type: ignore[return-value]


class Letter(models.Model):
    """A letter to an official that reports a case or a problem, and by when an answer is due."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=150)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asks = models.CharField(max_length=300)
    sent_on = models.DateField()
    due_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("sent_on")), name="a_letter_leaves_time_to_answer"
            )
        ]


class LetterAnswer(models.Model):
    """What came back."""

    kept: ClassVar[str] = "append-only"

    letter = models.OneToOneField(
        Letter, on_delete=models.PROTECT, primary_key=True, related_name="answer"
    )
    on = models.DateField()
    says = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()


class Tie(models.Model):
    """A meeting, joint work or an agreement with an institution; an agreement may end."""

    kept: ClassVar[str] = "append-only"

    class What(models.TextChoices):
        """What binds us."""

        MEETING = "meeting", "Meeting"
        JOINT_CASE = "joint_case", "Worked on a case together"
        AGREEMENT = "agreement", "Agreement"
        PROTOCOL = "protocol", "Protocol or order adopted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    about = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfOfficeQuerySet["Tie"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]


def where_it_stands(row: Commitment, facts: list[CommitmentFact], today: date) -> str:
    """kept, late, broken, taken_back or waiting: worked out from the evidence and the day.

    What was done and is undone again by now is broken, whenever it was done.
    """
    last = facts[-1].what if facts else ""
    if last == CommitmentFact.What.TAKEN_BACK:
        return "taken_back"
    if last == CommitmentFact.What.UNDONE:
        return "broken"
    if last == CommitmentFact.What.KEPT:
        return "kept" if facts[-1].on <= row.due_on else "late"
    return "broken" if today > row.due_on else "waiting"
