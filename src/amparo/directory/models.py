"""Jurisdictions as a tree; institutions, their units and posts; who holds a post, from when."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row", bound=models.Model)


class Reader(Protocol):
    """Whoever reads the directory; accounts live a floor above."""

    def may(self, verb: str) -> bool:
        """Whether their roles include the verb."""


class DirectoryQuerySet(models.QuerySet[Row]):
    """Facts about public institutions, open to everyone whose role includes reading them."""

    def visible_to(self, user: Reader) -> QuerySet[Row]:
        """Everything, or nothing."""
        return self.all() if user.may("directory.read") else self.none()


class Jurisdiction(models.Model):
    """A place under one law, inside a larger one."""

    kept: ClassVar[str] = "mutable"

    class Kind(models.TextChoices):
        """Levels of a country."""

        COUNTRY = "country", "Country"
        REGION = "region", "Region or state"
        PROVINCE = "province", "Province"
        DISTRICT = "district", "District"
        MUNICIPALITY = "municipality", "City or municipality"
        VILLAGE = "village", "Village"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    path = models.CharField(max_length=400, db_index=True)
    pack = models.SlugField(max_length=20, blank=True)
    population = models.PositiveBigIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    population_source = models.CharField(max_length=200, blank=True)

    objects = DirectoryQuerySet["Jurisdiction"].as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(population__isnull=True)
                | (Q(population_year__isnull=False) & ~Q(population_source="")),
                name="a_population_says_when_and_from_where",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Institution(models.Model):
    """Police, prosecution, a court, social services, or another body that a case meets."""

    kept: ClassVar[str] = "mutable"

    class Kind(models.TextChoices):
        """The four kinds a justice system is made of, and those around it."""

        POLICE = "police", "Police"
        PROSECUTION = "prosecution", "Prosecution"
        COURT = "court", "Court"
        SOCIAL_SERVICES = "social_services", "Social services"
        OVERSIGHT = "oversight", "Oversight body"
        HEALTH = "health", "Health and forensic services"
        LABOUR = "labour", "Labour authority"
        LOCAL_GOVERNMENT = "local_government", "Local government"
        ORGANISATION = "organisation", "Organisation"
        OTHER = "other", "Other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.PROTECT, related_name="institutions"
    )
    is_office = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=60, default="UTC")
    version = models.PositiveIntegerField(default=1)

    objects = DirectoryQuerySet["Institution"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("name", "jurisdiction", name="one_institution_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A station, a branch of a court, an office of an institution."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=60, blank=True)
    jurisdiction = models.ForeignKey(
        Jurisdiction, on_delete=models.PROTECT, null=True, blank=True, related_name="units"
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = DirectoryQuerySet["Unit"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("institution", "name", name="one_unit_of_a_name"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="a_unit_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A duty that outlives whoever holds it."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=150)
    duty = models.CharField(max_length=300, blank=True)

    objects = DirectoryQuerySet["Post"].as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint("unit", "title", name="one_post_of_a_title")]

    def __str__(self) -> str:
        return self.title


class PostHolder(models.Model):
    """Who holds a post, from a day, until a day; the account is an id, for accounts are above."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holders")
    holder_name = models.CharField(max_length=150)
    account_id = models.UUIDField(null=True, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = DirectoryQuerySet["PostHolder"].as_manager()

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="a_holding_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                "post", condition=Q(to_on__isnull=True), name="one_holder_at_a_time"
            ),
        ]
