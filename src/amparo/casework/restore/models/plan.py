"""The one plan of each survivor: what is being written, its versions, and who signed them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Milestone, Person, Task
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.restore.models.assessment import Assessment
from amparo.casework.restore.models.written import Sealed, Written


class Plan(Sealed):
    """A survivor's plan. What is being written belongs to the team, and is kept at each change."""

    kept: ClassVar[str] = "mutable"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    text_sealed = models.BinaryField(default=b"")
    review_task = models.OneToOneField(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet["Plan"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("case", "person", name="one_plan_for_each_survivor")]


class PlanVersion(Written):
    """One version, as it stood when it was made. A change is the next version."""

    kept: ClassVar[str] = "append-only"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_on = models.DateField()
    text_sealed = models.BinaryField()
    n_goals = models.PositiveSmallIntegerField()
    n_actions = models.PositiveSmallIntegerField()

    objects = OfCaseQuerySet["PlanVersion"].as_manager()

    class Meta(Written.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("plan", "number", name="one_version_of_a_number"),
            models.CheckConstraint(
                condition=Q(review_on__gt=models.F("on")), name="a_plan_is_reviewed_later"
            ),
        ]


class PlanSignature(Written):
    """Who agreed to a version, and on what ground; or a supervisor's approval."""

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """What the signature is."""

        AGREED = "agreed", "The survivor agreed and signed"
        ASSENT = "assent", "The child assents and a guardian signed"
        BEST_INTEREST = "best_interest", "A best-interest decision, with its reason"
        APPROVED = "approved", "A supervisor approved"

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signatures")
    kind = models.CharField(max_length=13, choices=Kind.choices)
    guardian = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    has_reason = models.BooleanField(default=False)
    words_sealed = models.BinaryField(default=b"")
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["PlanSignature"].as_manager()

    class Meta(Written.Meta):
        constraints = [
            models.UniqueConstraint(
                "version", condition=Q(kind="approved"), name="a_version_is_approved_once"
            ),
            models.UniqueConstraint(
                "version", condition=~Q(kind="approved"), name="a_version_is_agreed_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="assent", guardian__isnull=False)
                | (~Q(kind="assent") & Q(guardian__isnull=True)),
                name="an_assent_names_the_guardian",
            ),
            models.CheckConstraint(
                condition=~Q(kind="best_interest") | Q(has_reason=True),
                name="a_best_interest_decision_says_why",
            ),
        ]


class PlanTask(models.Model):
    """Which task chases which action of a plan."""

    kept: ClassVar[str] = "mutable"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    action = models.UUIDField()
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = OfCaseQuerySet["PlanTask"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("plan", "action", name="one_task_an_action")]
