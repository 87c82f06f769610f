"""Breakdowns: where the public system failed a case, and what people said of each finding.

A breakdown is seen by a person or proposed by a detector. It never changes: a correction is a new
row naming the old, and whether it counts follows from the reviews, the last of which speaks.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import CharField, F, OuterRef, Q, Subquery, Value, When

from amparo.casework.cases.models.milestone import Milestone
from amparo.casework.cases.models.person import Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.directory.models import Institution, Unit
from amparo.vault.sealing import unseal

if TYPE_CHECKING:
    from amparo.access.models import User

PERSON = "person"
"""Who found it, where no detector did."""


class BreakdownState(models.TextChoices):
    """Whether a breakdown counts; worked out from its reviews, never stored."""

    PROPOSED = "proposed", "Waits for a person to say"
    CONFIRMED = "confirmed", "Confirmed"
    REJECTED = "rejected", "Rejected"


class BreakdownQuerySet(models.QuerySet["Breakdown"]):
    """Breakdowns of cases, and where each stands."""

    def visible_to(self, user: User, verb: str = "cases.read") -> BreakdownQuerySet:
        """Those of cases this person may open; a partner sees none."""
        if not user.may("people.read"):
            return self.none()
        cases = apps.get_model("cases", "Case")._default_manager.all()
        return self.filter(case__in=cases.visible_to(user, verb))

    def current(self) -> BreakdownQuerySet:
        """Without those that were corrected since."""
        return self.filter(superseded_by__isnull=True)

    def with_state(self) -> BreakdownQuerySet:
        """Each with its `state`: the last review speaks; before any, a person's own counts."""
        reviews = apps.get_model("cases", "BreakdownReview")._default_manager
        newest = reviews.filter(breakdown=OuterRef("pk")).order_by("-reviewed_at", "-pk")
        return self.annotate(
            said=Subquery(newest.values("decision")[:1]),
            state=models.Case(
                When(said__isnull=False, then=F("said")),
                When(Q(found_by=PERSON) | Q(supersedes__isnull=False),
                     then=Value(BreakdownState.CONFIRMED.value)),
                default=Value(BreakdownState.PROPOSED.value),
                output_field=CharField(),
            ),
        )  # fmt: skip

    def in_state(self, state: BreakdownState) -> BreakdownQuerySet:
        """Those that stand so."""
        return self.with_state().filter(Q(("state", state.value)))

    def counted(self) -> BreakdownQuerySet:
        """Those in force that a person stands behind: what figures are made of."""
        return self.current().in_state(BreakdownState.CONFIRMED)

    def countable_by(self, user: User) -> BreakdownQuerySet:
        """Those of cases that may enter this person's figures, as opaque ids."""
        cases = apps.get_model("cases", "Case")._default_manager.all()
        return self.filter(case__in=cases.countable_by(user))


class Breakdown(models.Model):
    """An observed failure of the public system at a step of a case."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="breakdowns")
    cause = models.CharField(max_length=10)
    step = models.CharField(max_length=12)
    on = models.DateField()
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="breakdowns"
    )
    days_lost = models.PositiveIntegerField(null=True, blank=True)
    followed_sealed = models.BinaryField(default=b"")
    evidence = models.CharField(max_length=200, blank=True)
    found_by = models.SlugField(max_length=60, default=PERSON)
    found_version = models.PositiveSmallIntegerField(default=0)
    fact = models.CharField(max_length=100, blank=True)
    explained = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    correction_reason = models.CharField(max_length=300, blank=True)

    objects = BreakdownQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at", "id"]
        indexes = [
            models.Index(fields=["case", "-on"]),
            models.Index(fields=["cause", "on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(correction_reason=""),
                name="a_corrected_breakdown_says_why",
            ),
            models.UniqueConstraint(
                "case", "found_by", "fact",
                condition=~Q(fact="") & Q(supersedes__isnull=True),
                name="a_fact_is_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(found_by=PERSON) | (~Q(fact="") & ~Q(explained="")),
                name="a_detector_says_what_it_saw",
            ),
        ]  # fmt: skip

    def followed(self) -> str:
        """What followed for the survivor and the case, unsealed."""
        return unseal(
            self.followed_sealed, self.case.key, table="breakdown", row=self.pk, field="followed"
        )


class BreakdownReview(models.Model):
    """What someone said of a breakdown: that it is so, or that it is not, and why."""

    kept: ClassVar[str] = "append-only"

    class Decision(models.TextChoices):
        """The two things that may be said."""

        CONFIRMED = "confirmed", "It is so"
        REJECTED = "rejected", "It is not so"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=9, choices=Decision.choices)
    reason = models.CharField(max_length=300, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField()

    objects = OfCaseQuerySet["BreakdownReview"].as_manager()

    class Meta:
        ordering = ["reviewed_at"]
        indexes = [models.Index(fields=["breakdown", "-reviewed_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="rejected") | ~Q(reason=""),
                name="a_rejection_says_why",
            )
        ]
