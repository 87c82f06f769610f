"""Services as they are given: planned and delivered, notes for those who may read them, papers."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from amparo.access.policy import Compartment
from amparo.casework.aftercare.models.record import Record
from amparo.casework.aftercare.models.referral import ServiceReferral
from amparo.casework.cases.models import Case, Milestone, Task
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.vault.models import DataKey
from amparo.vault.sealing import seal, unseal

if TYPE_CHECKING:
    from amparo.access.models import User

COUNSELLING = ("psychosocial", "trauma_therapy")
SCHOOLS = ("education", "vocational")
CLOSED = {"medical": Compartment.MEDICAL, **dict.fromkeys(COUNSELLING, Compartment.COUNSELLING)}
"""The services whose notes only a holder of the compartment, and their author, may read."""


class Episode(Record):
    """One service to one survivor, from a day, until a day."""

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = "case"

    class Unit(models.TextChoices):
        """What is counted."""

        SESSION = "session", "Sessions"
        VISIT = "visit", "Visits"
        DAY = "day", "Days"

    service = models.CharField(max_length=40)
    provider = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    referral = models.OneToOneField(
        ServiceReferral, on_delete=models.PROTECT, null=True, blank=True, related_name="episode"
    )
    unit = models.CharField(max_length=7, choices=Unit.choices, default=Unit.SESSION)
    n_planned = models.PositiveSmallIntegerField()
    planned_until = models.DateField(null=True, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=20, blank=True)
    notes_key = models.OneToOneField(
        DataKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["Episode"].as_manager()

    class Meta:
        ordering = ["from_on", "recorded_at"]
        indexes = [models.Index(fields=["case", "person"])]
        constraints = [
            models.CheckConstraint(condition=Q(n_planned__gt=0), name="a_service_is_planned"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="a_service_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True, why_ended="")
                | (Q(to_on__isnull=False) & ~Q(why_ended="")),
                name="an_ended_service_says_why",
            ),
        ]

    @property
    def domain(self) -> str:
        """The domain of a life that the service is for."""
        entries = {entry.code: entry for entry in code_list("services").entries}
        return entries[self.service].maps.get("domain", "") if self.service in entries else ""

    @property
    def compartment(self) -> str:
        """The closed part of the case that its notes belong to; empty where the team reads them."""
        closed = CLOSED.get(self.service)
        return closed.value if closed else ""


class Delivered(models.Model):
    """What of a service took place over some days: one session, or a month of school. No words."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="delivered")
    from_on = models.DateField()
    to_on = models.DateField()
    n_expected = models.PositiveSmallIntegerField()
    n_given = models.PositiveSmallIntegerField()
    why_less = models.CharField(max_length=20, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = OfCaseQuerySet["Delivered"].as_manager()

    class Meta:
        ordering = ["from_on", "recorded_at"]
        verbose_name_plural = "delivered"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="what_was_given_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(n_given__gte=F("n_expected")) | ~Q(why_less=""),
                name="less_than_expected_says_why",
            ),
        ]


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes of services: their author's, and whoever holds their compartment of the case."""

    def visible_to(self, user: User) -> NoteQuerySet:
        """Notes of open services of the case for its team; closed ones by compartment only."""
        if not user.may("people.read"):
            return self.none()
        cases = Case.objects.all()
        allowed = Q(recorded_by=user.pk) | Q(compartment="")
        for closed in (Compartment.COUNSELLING, Compartment.MEDICAL):
            opened = cases.visible_to(user, "people.read", compartment=closed)
            allowed |= Q(compartment=closed.value, case__in=opened)
        return self.filter(allowed, case__in=cases.visible_to(user))

    def that_can_be_read(self) -> NoteQuerySet:
        """Without those whose key was destroyed: their rows stay, their words are gone."""
        destroyed = NotesErasure.objects.filter(
            episode=OuterRef("episode"), is_done=True, answered_at__gte=OuterRef("recorded_at")
        )
        return self.filter(~Exists(destroyed))


class Note(models.Model):
    """What was said or found, sealed under a key of its episode; in no list, search or export."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="notes")
    compartment = models.CharField(max_length=20, blank=True)
    on = models.DateField()
    words_sealed = models.BinaryField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]

    def words(self, key: DataKey) -> str:
        """The note, unsealed by the key of its episode."""
        return unseal(self.words_sealed, key, table="aftercare_note", row=self.pk, field="words")


class NotesErasure(models.Model):
    """That the notes of a service are to be destroyed: who asked and why, and who agreed."""

    kept: ClassVar[str] = "mutable"

    class Why(models.TextChoices):
        """Why nobody shall read them any more."""

        SURVIVOR = "survivor", "The survivor asked for it"
        TERM = "term", "They were kept as long as they may be"
        MISTAKE = "mistake", "They should not have been written"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="erasures")
    why = models.CharField(max_length=8, choices=Why.choices)
    words_sealed = models.BinaryField(default=b"")
    task = models.OneToOneField(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_done = models.BooleanField(default=False)
    n_notes = models.PositiveSmallIntegerField(default=0)

    objects = OfCaseQuerySet["NotesErasure"].as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_done=False)
                | (Q(answered_by__isnull=False) & ~Q(answered_by=F("asked_by"))),
                name="two_people_destroy_notes",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="an_answer_on_notes_says_who_and_when",
            ),
            models.UniqueConstraint(
                "episode", condition=Q(answered_at__isnull=True), name="asked_once_to_destroy"
            ),
        ]

    def seal_in(self, field: str, text: str) -> None:
        """Keep words under the key of the case."""
        sealed = seal(text.strip(), self.case.key, table="aftercare_noteserasure", row=self.pk,
                      field=field)  # fmt: skip
        setattr(self, f"{field}_sealed", sealed)

    def words(self) -> str:
        """What was said for it, unsealed."""
        return unseal(
            self.words_sealed, self.case.key, table="aftercare_noteserasure", row=self.pk,
            field="words",
        )  # fmt: skip


class Income(models.Model):
    """What the household earned when somebody asked: livelihood is followed, not assumed."""

    kept: ClassVar[str] = "append-only"

    class Per(models.TextChoices):
        """How often."""

        DAY = "day", "a day"
        WEEK = "week", "a week"
        MONTH = "month", "a month"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="incomes")
    on = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    per = models.CharField(max_length=5, choices=Per.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["Income"].as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="an_income_is_no_debt")
        ]


class Satisfaction(models.Model):
    """How the survivor found a service, in their own answer; not answering is an answer."""

    kept: ClassVar[str] = "append-only"

    class Score(models.IntegerChoices):
        """From bad to good; without the middle that says nothing."""

        HARMED = 1, "It made things worse"
        LITTLE = 2, "It helped a little"
        HELPED = 3, "It helped"
        MUCH = 4, "It helped very much"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="satisfactions")
    on = models.DateField()
    score = models.PositiveSmallIntegerField(choices=Score.choices, null=True, blank=True)
    words_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["Satisfaction"].as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=4),
                name="satisfaction_is_one_to_four",
            )
        ]

    def words(self) -> str:
        """What they said, unsealed."""
        return unseal(
            self.words_sealed, self.case.key, table="aftercare_satisfaction", row=self.pk,
            field="words",
        )  # fmt: skip
