"""Programmes, referrals, cases, and where each case stands."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from amparo.access.policy import Compartment, Relation
from amparo.casework.cases.models.visibility import (
    conflict_of,
    holding_of,
    near,
    of_cases,
    reach_of,
)
from amparo.directory.models import Institution, Jurisdiction
from amparo.vault.models import DataKey

if TYPE_CHECKING:
    from amparo.access.models import User

CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY3479"  # none that is mistaken for another, on paper or aloud
CODE_LENGTH = 6


def new_code() -> str:
    """A code that tells nothing: not the year, the office, nor how many cases there are."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, and the two ways to come near them: as records, or as numbers."""

    def visible_to(
        self, user: User, verb: str = "cases.read", *, compartment: Compartment | None = None
    ) -> CaseQuerySet:
        """The cases this person may open for this verb today, or a compartment of them."""
        reached = reach_of(user, verb, compartment) if user.is_active else frozenset()
        if not reached:
            return self.none()
        close = [rows.order_by().values("case") for rows in near(user, reached)]
        if Relation.OFFICE in reached and user.office_id is not None:
            allowed = Q(office=user.office_id)
            for rows in close:
                allowed |= Q(Exists(rows.filter(case=OuterRef("pk"))))
        elif close:
            allowed = Q(pk__in=close[0].union(*close[1:]) if close[1:] else close[0])
        else:
            return self.none()
        if compartment is not None:
            allowed &= Q(holding_of(user, compartment))
        return self.filter(allowed).exclude(conflict_of(user))

    def countable_by(self, user: User) -> CaseQuerySet:
        """The cases whose milestones may enter this person's figures, as opaque ids."""
        if not user.may("figures.read"):
            return self.none()
        if user.counts_whole_office and user.office_id is not None:
            return self.filter(office=user.office_id).exclude(conflict_of(user))
        return self.visible_to(user)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes, which everyone of an office shares."""

    def visible_to(self, user: User) -> ProgrammeQuerySet:
        """Those of the person's own office; nothing where they have none."""
        if user.office_id is None or not user.is_active:
            return self.none()
        return self.filter(office=user.office_id)


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals: the office's until decided, the case's team's once one became a case."""

    def visible_to(self, user: User) -> ReferralQuerySet:
        """What waits, or led to no case, for the office; the others with their case."""
        if user.office_id is None or not user.may("referrals.read"):
            return self.none()
        mine = Q(case__isnull=True) | of_cases(user, "cases.read")
        return self.filter(mine, office=user.office_id)


class Programme(models.Model):
    """One crime type in one place over one period."""

    kept: ClassVar[str] = "mutable"

    class Phase(models.TextChoices):
        """The three phases of the work in one place."""

        CASEWORK = "casework", "Collaborative casework"
        REFORM = "reform", "System reform"
        SUSTAIN = "sustain", "Sustaining gains"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=150)
    crime_type = models.CharField(max_length=60)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    pack = models.SlugField(max_length=20)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.CASEWORK)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("office", "name", name="one_programme_per_name"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_it_starts",
            ),
        ]


class Case(models.Model):
    """A casework file around at least one victim; not the same as a court case."""

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = "pk"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cases")
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="cases")
    opened_on = models.DateField()
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    summary_sealed = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "code"]
        indexes = [models.Index(fields=["office", "opened_on"])]

    def __str__(self) -> str:
        return self.code


class Standing(models.Model):
    """Where a case stands, worked out anew from its milestones, clocks and tasks at each change.

    Never typed, never the source of anything: deleting every row and rebuilding gives the same.
    """

    kept: ClassVar[str] = "derived"

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    is_open = models.BooleanField(default=True)
    rescue = models.CharField(max_length=60, blank=True)
    restrain = models.CharField(max_length=60, blank=True)
    represent = models.CharField(max_length=60, blank=True)
    restore = models.CharField(max_length=60, blank=True)
    last_happened_on = models.DateField(null=True)
    next_due_on = models.DateField(null=True)
    next_what = models.CharField(max_length=200, blank=True)
    legal_due_on = models.DateField(null=True)
    """When the first running term of the law ends."""
    has_alert = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_due_on", "last_happened_on"], condition=Q(is_open=True),
                name="open_cases_by_what_is_next",
            ),
            models.Index(
                fields=["legal_due_on"], condition=Q(is_open=True), name="open_cases_by_the_law",
            ),
            models.Index(fields=["is_open", "last_happened_on"]),
        ]  # fmt: skip


class Referral(models.Model):
    """How a suspicion reached the office, before anyone knows whether it becomes a case."""

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = "case"

    class Decision(models.TextChoices):
        """What became of it; open until someone decides."""

        OPEN = "open", "Waiting for a decision"
        ACCEPTED = "accepted", "Became a case"
        JOINED = "joined", "Joined to a case that was there"
        REFERRED_ON = "referred_on", "Passed to another organisation"
        DECLINED = "declined", "Not taken on"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="referrals")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="referrals")
    received_on = models.DateField()
    source = models.CharField(max_length=60)
    from_institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_urgent = models.BooleanField(default=False)
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    told_sealed = models.BinaryField(default=b"")
    name_sealed = models.BinaryField(default=b"")
    contact_sealed = models.BinaryField(default=b"")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    decision = models.CharField(max_length=12, choices=Decision.choices, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-is_urgent", "-received_on"]
        indexes = [models.Index(fields=["office", "decision", "received_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="open", decided_at__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="a_decided_referral_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["accepted", "joined"]) | Q(case__isnull=False),
                name="an_accepted_referral_names_its_case",
            ),
        ]
