"""Caseloads handed from one colleague to others, and conferences about a case."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models.milestone import Milestone, Task
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution
from amparo.vault.sealing import unseal

if TYPE_CHECKING:
    from amparo.access.models import User


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Acts of handing over."""

    def visible_to(self, user: User) -> HandOverQuerySet:
        """Those of the office, for whoever manages its teams."""
        if user.office_id is None or not user.may("team.manage"):
            return self.none()
        return self.filter(office=user.office_id)


class HandOver(models.Model):
    """One act by which a supervisor gave some of a colleague's cases to others; it can be undone
    while nobody has changed them since."""

    kept: ClassVar[str] = "mutable"

    class Why(models.TextChoices):
        """Why the cases change hands."""

        LEAVES = "leaves", "They leave the office"
        AWAY = "away", "They are away for some time"
        TOO_MANY = "too_many", "They have too many cases"
        OTHER = "other", "Another reason"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=Why.choices)
    words = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_hand_over_says_why"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_by__isnull=False),
                name="an_undone_hand_over_says_by_whom",
            ),
        ]


class HandedCase(models.Model):
    """One case of a hand-over: to whom, and exactly what changed, so that it can be undone."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    was_member = models.BooleanField()
    was_lead = models.BooleanField()
    did_join = models.BooleanField()
    """Whether the one who took it was not on the team before."""
    tasks = models.JSONField(default=list)
    """The open tasks that changed hands, by id."""

    objects = OfCaseQuerySet["HandedCase"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("hand_over", "case", name="a_case_is_handed_over_once"),
            models.CheckConstraint(
                condition=~Q(of=F("to")), name="a_case_is_handed_to_somebody_else"
            ),
        ]


class Conference(models.Model):
    """People came together about a case: who, what was decided, and what is to be done."""

    kept: ClassVar[str] = "append-only"

    class Survivor(models.TextChoices):
        """How the survivor was heard."""

        CAME = "came", "They were there"
        ASKED = "asked", "They were asked before, and what they said was told"
        NOT_ASKED = "not_asked", "They were not asked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="conferences")
    on = models.DateField()
    survivor = models.CharField(max_length=9, choices=Survivor.choices)
    others_sealed = models.BinaryField(default=b"")
    decided_sealed = models.BinaryField()
    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="+")
    next_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["Conference"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=F("on")),
                name="the_next_conference_comes_later",
            )
        ]

    def decided(self) -> str:
        """What was decided, unsealed."""
        return self._words(self.decided_sealed, "decided")

    def others(self) -> str:
        """Who came besides colleagues and institutions, unsealed."""
        return self._words(self.others_sealed, "others")

    def _words(self, sealed: bytes | memoryview, field: str) -> str:
        return unseal(sealed, self.case.key, table="conference", row=self.pk, field=field)


class ConferenceGuest(models.Model):
    """Who came: a colleague, or somebody of an institution."""

    kept: ClassVar[str] = "append-only"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="guests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["ConferenceGuest"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(institution__isnull=True),
                name="a_guest_is_a_colleague_or_an_institution",
            )
        ]


class ConferenceTask(models.Model):
    """A task that fell out of a conference."""

    kept: ClassVar[str] = "append-only"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="tasks")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet["ConferenceTask"].as_manager()

    class Meta:
        ordering = ["pk"]
