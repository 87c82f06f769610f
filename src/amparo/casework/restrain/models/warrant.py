"""Warrants step by step, and how an arrest is known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from amparo.casework.cases.models import Milestone
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.restrain.models.fact import Fact
from amparo.directory.models import Institution, Unit


class Warrant(Fact):
    """A court's order to arrest one person; where it stands follows from its steps."""

    kept: ClassVar[str] = "mutable"

    court = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["Warrant"].as_manager()


class WarrantStep(Fact):
    """What became of a warrant on one day."""

    kept: ClassVar[str] = "mutable"

    class What(models.TextChoices):
        """The step."""

        SENT = "sent", "Sent to those who carry it out"
        EXECUTED = "executed", "Carried out: the person was arrested"
        NOT_EXECUTED = "not_executed", "Not carried out"
        RECALLED = "recalled", "Recalled by the court"

    class Reason(models.TextChoices):
        """Why it was not carried out."""

        NOT_FOUND = "not_found", "The person cannot be found"
        FLED = "fled", "The person fled"
        WRONG_ADDRESS = "wrong_address", "The address was wrong"
        NOT_TRIED = "not_tried", "Nobody tried"
        NO_MEANS = "no_means", "No officers, vehicle or money"
        SHIELDED = "shielded", "Someone powerful stood in the way"
        OTHER = "other", "Other"

    warrant = models.ForeignKey(Warrant, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12, choices=What.choices)
    reason = models.CharField(max_length=13, choices=Reason.choices, blank=True)
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["WarrantStep"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(what="not_executed") | ~models.Q(reason=""),
                name="a_warrant_not_carried_out_says_why",
            ),
        ]


class ArrestCheck(Fact):
    """How it is known that an arrest took place: hearsay is not an arrest."""

    kept: ClassVar[str] = "mutable"

    class How(models.TextChoices):
        """How it is known, the surest first."""

        SEEN = "seen", "Our own team saw the person in custody"
        RECORD = "record", "Read in the police or jail record"
        COURT = "court", "Seen or heard in court"
        OFFICIAL = "official", "Told by an official"
        OTHER = "other", "Told by someone else"

    arrest = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How.choices)
    is_confirmed = models.BooleanField()
    words_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["ArrestCheck"].as_manager()
