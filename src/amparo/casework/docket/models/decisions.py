"""What a court decides: pleas, verdicts, sentences, compensation and appeals, charge by charge."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Person
from amparo.casework.docket.models.court import Accused, Charge, CourtCase
from amparo.casework.docket.models.visibility import reached_by

CONVICTIONS = ("convicted", "convicted_lesser", "guilty_plea", "guilty_plea_lesser")


class _Recorded(models.Model):
    """Who wrote it down, and when."""

    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class Plea(_Recorded):
    """What an accused answered to a charge; the latest counts."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="pleas")
    plea = models.CharField(max_length=20)
    on = models.DateField()

    objects = reached_by("charge__accused__court_case").as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]


class Verdict(_Recorded):
    """How a charge ended in a court: a verdict, or an end without one. The last number counts.

    `offence` is the offence of the conviction where it is another than the charge's.
    """

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="verdicts")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=30)
    offence = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    court_case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="verdicts")
    appeal = models.ForeignKey(
        "docket.Appeal", on_delete=models.PROTECT, null=True, blank=True, related_name="verdicts"
    )
    reason = models.CharField(max_length=500, blank=True)

    objects = reached_by("charge__accused__court_case").as_manager()

    class Meta:
        ordering = ["charge", "number"]
        constraints = [
            models.UniqueConstraint("charge", "number", name="one_verdict_of_a_number"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["convicted_lesser", "guilty_plea_lesser"])
                | ~Q(offence=""),
                name="a_lesser_conviction_names_its_offence",
            ),
        ]


class Sentence(_Recorded):
    """One punishment for one conviction. Custody runs beside another sentence or after it."""

    kept: ClassVar[str] = "append-only"

    class Runs(models.TextChoices):
        """When a term of custody is served."""

        CONCURRENT = "concurrent", "At the same time as the others"
        CONSECUTIVE = "consecutive", "After another sentence"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="sentences")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    years = models.PositiveSmallIntegerField(default=0)
    months = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    runs = models.CharField(max_length=11, choices=Runs.choices, default=Runs.CONCURRENT)
    after = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    credit_days = models.PositiveIntegerField(default=0)

    objects = reached_by("verdict__charge__accused__court_case").as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(runs="concurrent", after__isnull=True)
                | Q(runs="consecutive", after__isnull=False),
                name="a_consecutive_sentence_follows_one",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | ~Q(currency=""), name="an_amount_has_a_currency"
            ),
        ]


class CompensationOrder(_Recorded):
    """Money that a court ordered for a survivor."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    court_case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="compensation")
    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    accused = models.ForeignKey(
        Accused, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    due_on = models.DateField(null=True, blank=True)

    objects = reached_by("court_case").as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="compensation_is_money"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("on")),
                name="compensation_is_due_after_it_is_ordered",
            ),
        ]


class CompensationPayment(_Recorded):
    """Money that reached the survivor."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(CompensationOrder, on_delete=models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    on = models.DateField()

    objects = reached_by("order__court_case").as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="a_payment_is_money")]


class Appeal(_Recorded):
    """An appeal against a verdict or its sentence; decided by a row of its own court."""

    kept: ClassVar[str] = "mutable"

    class Side(models.TextChoices):
        """Who appealed."""

        DEFENCE = "defence", "The defence"
        PROSECUTION = "prosecution", "The prosecution"
        SURVIVOR = "survivor", "The survivor"

    class Result(models.TextChoices):
        """What became of it."""

        UPHELD = "upheld", "The judgment stands"
        OVERTURNED = "overturned", "The judgment is set aside"
        VARIED = "varied", "The judgment is changed"
        SENT_BACK = "sent_back", "Sent back to be tried again"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="appeals")
    side = models.CharField(max_length=11, choices=Side.choices)
    filed_on = models.DateField()
    court_case = models.ForeignKey(
        CourtCase, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    decided_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)

    objects = reached_by("verdict__charge__accused__court_case").as_manager()

    class Meta:
        ordering = ["filed_on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, result="")
                | (Q(decided_on__isnull=False) & ~Q(result="")),
                name="a_decided_appeal_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("filed_on")),
                name="an_appeal_is_decided_after_it_is_filed",
            ),
        ]
