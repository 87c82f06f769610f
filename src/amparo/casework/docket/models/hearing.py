"""Hearings: when, what must be ready, who must come, what happened, what was ordered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.apart.models import Stay
from amparo.casework.cases.models import Case, Milestone, Person
from amparo.casework.docket.models.court import Accused, CourtCase
from amparo.casework.docket.models.visibility import reached_by
from amparo.directory.models import Post


class Hearing(models.Model):
    """A date in one court case; its outcome is written once and can be taken back whole."""

    kept: ClassVar[str] = "mutable"

    class Outcome(models.TextChoices):
        """What became of it; empty while it lies ahead or nobody wrote it down."""

        HELD = "held", "Held"
        PART_HEARD = "part_heard", "Begun, to be continued"
        ADJOURNED = "adjourned", "Adjourned"
        NOT_SAT = "not_sat", "The court did not sit"
        CANCELLED = "cancelled", "Cancelled, or set by mistake"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    court_case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="hearings")
    on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    type = models.CharField(max_length=40)
    judge = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    room = models.CharField(max_length=80, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_on = models.DateField()
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_hearings"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = reached_by("court_case").as_manager()

    class Meta:
        ordering = ["on", "starts_at", "set_at"]
        indexes = [
            models.Index(fields=["court_case", "on"]),
            models.Index(fields=["outcome", "on", "starts_at", "set_at"]),
            models.Index(fields=["on", "starts_at", "set_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at__isnull=True)
                | (~Q(outcome="") & Q(outcome_at__isnull=False, outcome_by__isnull=False)),
                name="an_outcome_says_who_wrote_it",
            ),
            models.UniqueConstraint(
                "court_case", "on", "type", condition=~Q(outcome="cancelled"),
                name="one_hearing_of_a_type_a_day",
            ),
        ]  # fmt: skip


class Adjournment(models.Model):
    """Why a hearing did not do what it was set for, and on whose side the reason lay."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, related_name="adjournment")
    reason = models.CharField(max_length=40)
    party = models.CharField(max_length=20)
    words_sealed = models.BinaryField(default=b"")

    objects = reached_by("hearing__court_case").as_manager()


class Presence(models.Model):
    """An accused at a hearing: whether they came, were defended, and understood."""

    kept: ClassVar[str] = "mutable"

    class Came(models.TextChoices):
        """Whether they were there."""

        YES = "yes", "Came, or was brought"
        NO = "no", "Did not come"
        NOT_BROUGHT = "not_brought", "Was not brought from jail"
        EXCUSED = "excused", "Was excused"

    class Had(models.TextChoices):
        """Whether they had what the law gives them."""

        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_NEEDED = "not_needed", "Not needed"
        UNKNOWN = "unknown", "Not known"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="presences")
    accused = models.ForeignKey(Accused, on_delete=models.PROTECT, related_name="presences")
    came = models.CharField(max_length=11, choices=Came.choices)
    counsel = models.CharField(max_length=10, choices=Had.choices, default=Had.UNKNOWN)
    interpreter = models.CharField(max_length=10, choices=Had.choices, default=Had.UNKNOWN)

    objects = reached_by("hearing__court_case").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("hearing", "accused", name="once_present_at_a_hearing")
        ]


class Recorded(models.Model):
    """What an outcome left in a case, so that it can be taken back whole."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="recorded")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="+")

    objects = reached_by("hearing__court_case").as_manager()


class Summons(models.Model):
    """Someone who must come to a hearing, and how far the paper got."""

    kept: ClassVar[str] = "mutable"

    class State(models.TextChoices):
        """How far it got."""

        NEEDED = "needed", "To be issued"
        ISSUED = "issued", "Issued"
        SERVED = "served", "Served"
        NOT_SERVED = "not_served", "Could not be served"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="summonses")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    who_sealed = models.BinaryField(default=b"")
    role = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEEDED)
    state_on = models.DateField()
    came = models.BooleanField(null=True, blank=True)
    waits = models.OneToOneField(
        Stay, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Where they wait that day, kept apart; empty until somebody says so."""
    version = models.PositiveIntegerField(default=1)

    objects = reached_by("hearing__court_case").as_manager()

    class Meta:
        verbose_name_plural = "summonses"
        ordering = ["role", "id"]


class Measure(models.Model):
    """A protection asked of the court for a hearing: a screen, a video link, closed doors."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="measures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    asked_on = models.DateField()
    is_granted = models.BooleanField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    objects = reached_by("hearing__court_case").as_manager()

    class Meta:
        ordering = ["asked_on", "kind"]
        constraints = [
            models.UniqueConstraint("hearing", "person", "kind", name="a_measure_asked_once"),
            models.CheckConstraint(
                condition=Q(is_granted__isnull=True, decided_on__isnull=True)
                | Q(is_granted__isnull=False, decided_on__isnull=False),
                name="a_decided_measure_has_a_day",
            ),
        ]


class Readiness(models.Model):
    """Something that must be ready for a hearing, and by whom."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="readiness")
    what = models.CharField(max_length=200)
    party = models.CharField(max_length=20)
    ready_on = models.DateField(null=True, blank=True)

    objects = reached_by("hearing__court_case").as_manager()

    class Meta:
        ordering = ["id"]


class CourtOrder(models.Model):
    """What a court ordered, who must obey it, by when, and whether they did."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    court_case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="orders")
    hearing = models.ForeignKey(
        Hearing, on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    words_sealed = models.BinaryField()
    party = models.CharField(max_length=20)
    made_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    complied_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = reached_by("court_case").as_manager()

    class Meta:
        ordering = ["made_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("made_on")),
                name="an_order_is_due_after_it_is_made",
            )
        ]
