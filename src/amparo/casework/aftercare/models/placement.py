"""Where a survivor lives, from a day, until a day; one place at a time."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.aftercare.models.home import BedHold, Home
from amparo.casework.aftercare.models.record import Record
from amparo.casework.cases.models import Milestone, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet


class Placement(Record):
    """One stay. Entered wrongly, it is taken back and stays in the trail.

    `leaves_on` is the day on which it is planned to end: until then the bed may be promised from
    that day on; once the day is past and nobody left, the bed is taken as before.

    A trigger keeps two stays of one person from sharing a day, whoever writes them.
    """

    kept: ClassVar[str] = "mutable"

    class Kind(models.TextChoices):
        """What kind of place it is, for how long."""

        EMERGENCY = "emergency", "Emergency: the first nights"
        SHORT = "short", "Short stay in a home"
        LONG = "long", "Long stay in a home"
        FAMILY = "family", "With family or a foster family"
        INDEPENDENT = "independent", "A place of their own"

    kind = models.CharField(max_length=11, choices=Kind.choices)
    home = models.ForeignKey(
        Home, on_delete=models.PROTECT, null=True, blank=True, related_name="placements"
    )
    carer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hold = models.ForeignKey(
        BedHold, on_delete=models.PROTECT, null=True, blank=True, related_name="placements"
    )
    from_on = models.DateField()
    leaves_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=20, blank=True)
    words_sealed = models.BinaryField(default=b"")
    despite_sealed = models.BinaryField(default=b"")
    ended_sealed = models.BinaryField(default=b"")
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why_sealed = models.BinaryField(default=b"")

    objects = OfCaseQuerySet["Placement"].as_manager()

    class Meta:
        ordering = ["from_on", "recorded_at"]
        indexes = [
            models.Index(fields=["case", "person"]),
            models.Index(fields=["home", "to_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                "person",
                condition=Q(to_on__isnull=True, taken_back_at__isnull=True),
                name="one_place_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="a_stay_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True, why_ended="")
                | (Q(to_on__isnull=False) & ~Q(why_ended="")),
                name="an_ended_stay_says_why",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["emergency", "short", "long"], home__isnull=False)
                | Q(kind__in=["family", "independent"], home__isnull=True),
                name="a_stay_in_a_home_names_it",
            ),
            models.CheckConstraint(
                condition=Q(hold__isnull=True) | Q(home__isnull=False),
                name="only_a_home_keeps_a_bed",
            ),
        ]  # fmt: skip


IN_A_HOME = (Placement.Kind.EMERGENCY, Placement.Kind.SHORT, Placement.Kind.LONG)
