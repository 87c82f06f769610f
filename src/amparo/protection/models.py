"""Studies of prevalence with their waves, and indicators as they were frozen. No row ever changes.

No row holds a person: a wave keeps counts and what was made of them, with the version of the
engine that made it and a digest of the counts.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.cases.models import Programme
from amparo.directory.models import Institution, Jurisdiction

if TYPE_CHECKING:
    from amparo.access.models import User

Row = TypeVar("Row", bound=models.Model)


class OfficeQuerySet(models.QuerySet[Row]):
    """Rows of an office, and who may read them."""

    def visible_to(self, user: User) -> OfficeQuerySet[Row]:
        """Those of the person's own office, for whoever counts the whole of it."""
        if user.office_id is None or not user.may("protection.read"):
            return self.none()
        return self.filter(office=user.office_id)


class WaveQuerySet(models.QuerySet["Wave"]):
    """Waves, and which are in force."""

    def visible_to(self, user: User) -> WaveQuerySet:
        """Those of studies the person may read."""
        return self.filter(study__in=Study.objects.all().visible_to(user))

    def current(self) -> WaveQuerySet:
        """Without those that were corrected since."""
        return self.filter(corrected_by__isnull=True)


class Design(models.TextChoices):
    """How people are met or counted."""

    HOUSEHOLD = "household", "Household survey"
    VENUES = "venues", "Venues at set times"
    REFERRALS = "referrals", "Respondent-driven sample"
    NETWORK = "network", "Network scale-up"
    LISTS = "lists", "Lists that overlap"
    OTHER = "other", "Another design"


class Study(models.Model):
    """A study of how many live a crime in one place: the frame every wave of it shares."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="studies"
    )
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    design = models.CharField(max_length=12, choices=Design.choices)
    population = models.CharField(max_length=300)
    definition = models.CharField(max_length=500)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()

    objects = OfficeQuerySet["Study"].as_manager()

    class Meta:
        verbose_name_plural = "studies"
        ordering = ["name"]
        constraints = [models.UniqueConstraint("office", "name", name="one_study_per_name")]


class Wave(models.Model):
    """One round of a study: its counts, and what they say, frozen with the engine's version."""

    kept: ClassVar[str] = "append-only"

    class How(models.TextChoices):
        """Where the numbers come from."""

        COUNTS = "counts", "Victims among people asked or seen"
        LISTS = "lists", "Lists that overlap"
        PUBLISHED = "published", "A published share with its interval"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="waves")
    from_on = models.DateField()
    to_on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices)
    data = models.JSONField()
    digest = models.CharField(max_length=64)
    result = models.JSONField()
    engine = models.CharField(max_length=20)
    source = models.CharField(max_length=300, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = WaveQuerySet.as_manager()

    class Meta:
        ordering = ["to_on", "made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="a_wave_ends"),
            models.CheckConstraint(
                condition=~Q(how="published") | ~Q(source=""), name="a_published_wave_has_a_source"
            ),
        ]


class IndicatorValue(models.Model):
    """An indicator as it stood: computed from milestones, or entered with its source."""

    kept: ClassVar[str] = "append-only"

    class How(models.TextChoices):
        """Where it comes from."""

        COMPUTED = "computed", "Computed from milestones"
        ENTERED = "entered", "Entered"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    indicator = models.SlugField(max_length=6)
    version = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=8, choices=How.choices)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField()
    result = models.JSONField()
    digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)
    source = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = OfficeQuerySet["IndicatorValue"].as_manager()

    class Meta:
        ordering = ["to_on", "made_at"]
        indexes = [models.Index(fields=["office", "indicator", "to_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="an_indicator_s_span_ends",
            ),
            models.CheckConstraint(
                condition=~Q(how="entered") | ~Q(source=""),
                name="an_entered_indicator_has_a_source",
            ),
        ]
