"""Police case, court cases, who is accused in them, and of what: relational from the first day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.docket.models.visibility import OfCourtCaseQuerySet, reached_by
from amparo.directory.models import Institution, Unit
from amparo.vault.models import DataKey
from amparo.vault.sealing import unseal


class PoliceCase(models.Model):
    """A complaint that the police registered; its number leads to people, and is sealed."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="police_cases")
    number_sealed = models.BinaryField(default=b"")
    number_digest = models.CharField(max_length=64, blank=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["PoliceCase"].as_manager()

    class Meta:
        ordering = ["registered_on", "recorded_at"]

    def number(self) -> str:
        """The registration number, unsealed."""
        return unseal(
            self.number_sealed, self.case.key, table="police_case", row=self.pk, field="number"
        )


class CourtCase(models.Model):
    """A docket in one court. Several cases of the office may be about it, and a case about several.

    The docket number leads to names in public registers: it is sealed, with a digest by which an
    exact number is found again.
    """

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = "joined__case"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    police_case = models.ForeignKey(
        PoliceCase, on_delete=models.PROTECT, null=True, blank=True, related_name="court_cases"
    )
    court = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number_sealed = models.BinaryField(default=b"")
    number_digest = models.CharField(max_length=64, blank=True, db_index=True)
    filed_on = models.DateField()
    appeal_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="appeal_cases"
    )
    ended_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = reached_by("pk").as_manager()

    class Meta:
        ordering = ["filed_on", "recorded_at"]
        indexes = [models.Index(fields=["court", "ended_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("filed_on")),
                name="a_court_case_ends_after_it_is_filed",
            )
        ]

    def number(self) -> str:
        """The docket number, unsealed; empty where none is known."""
        return unseal(self.number_sealed, self.key, table="court_case", row=self.pk, field="number")


class InCourt(models.Model):
    """That a case of the office is about a court case: co-victims' cases share one."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="in_court")
    court_case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="joined")
    joined_on = models.DateField()

    objects = OfCaseQuerySet["InCourt"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("case", "court_case", name="once_in_a_court_case")]


class Accused(models.Model):
    """A person accused in a court case, and who defends them."""

    kept: ClassVar[str] = "mutable"

    class Counsel(models.TextChoices):
        """Who defends them."""

        UNKNOWN = "unknown", "Not known"
        NONE = "none", "Nobody"
        PRIVATE = "private", "A lawyer of their own"
        PUBLIC = "public", "A public defender"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    court_case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="accused")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accusations")
    since_on = models.DateField()
    counsel = models.CharField(max_length=8, choices=Counsel.choices, default=Counsel.UNKNOWN)
    language = models.CharField(max_length=60, blank=True)
    disclosed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = reached_by("court_case").as_manager()

    class Meta:
        verbose_name_plural = "accused"
        ordering = ["since_on", "id"]
        constraints = [
            models.UniqueConstraint("court_case", "person", name="accused_once_in_a_court_case")
        ]


class Charge(models.Model):
    """One offence laid against one accused, for one victim or for all. A change is a new row."""

    kept: ClassVar[str] = "append-only"

    class Laid(models.TextChoices):
        """How the charge came to be."""

        FIRST = "first", "In the charge sheet"
        ADDED = "added", "Added later"
        AMENDED = "amended", "In the place of another"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    accused = models.ForeignKey(Accused, on_delete=models.PROTECT, related_name="charges")
    count = models.PositiveSmallIntegerField()
    offence = models.CharField(max_length=80)
    victim = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acted_on = models.DateField(null=True, blank=True)
    laid = models.CharField(max_length=7, choices=Laid.choices, default=Laid.FIRST)
    laid_on = models.DateField()
    laid_by = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = reached_by("accused__court_case").as_manager()

    class Meta:
        ordering = ["accused", "count"]
        constraints = [
            models.UniqueConstraint("accused", "count", name="one_charge_of_a_number"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""),
                name="an_amended_charge_says_why",
            ),
        ]


__all__ = ["Accused", "Charge", "CourtCase", "InCourt", "OfCourtCaseQuerySet", "PoliceCase"]
