"""What stands beside complaints: protection, recognition, decoy visits, ways to tell."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from amparo.directory.models import Institution, PostHolder, Unit
from amparo.repair.accountability.models.keeping import is_keeper
from amparo.vault.models import DataKey
from amparo.vault.sealing import seal, unseal

if TYPE_CHECKING:
    from amparo.access.models import User

Row = TypeVar("Row", bound=models.Model)


class OfOfficeQuerySet(models.QuerySet[Row]):
    """Rows of an office."""

    def visible_to(self, user: User, verb: str = "misconduct.count") -> OfOfficeQuerySet[Row]:
        """Those of the person's own office, for whoever's work it is."""
        if user.office_id is None or not user.may(verb):
            return self.none()
        return self.filter(office=user.office_id)


class KeptQuerySet(models.QuerySet[Row]):
    """Rows that only keepers of complaints read one by one."""

    def visible_to(self, user: User) -> KeptQuerySet[Row]:
        """Those of the office, for its keepers; never for people of the institution named."""
        if not user.may("misconduct.read") or not is_keeper(user):
            return self.none()
        posts = PostHolder.objects.filter(
            account_id=user.pk, post__unit__institution=OuterRef("institution")
        )
        return self.filter(~Exists(posts), office=user.office_id)


class Shield(models.Model):
    """What protects an honest officer, or whoever told, from a day until a day."""

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    measure = models.SlugField(max_length=40)
    person_sealed = models.BinaryField()
    from_on = models.DateField()
    review_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = KeptQuerySet["Shield"].as_manager()

    class Meta:
        ordering = ["review_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="a_shield_ends_after_it_begins",
            )
        ]

    def seal_person(self, name: str) -> None:
        """Keep who is protected."""
        self.person_sealed = seal(
            name.strip(), self.key, table="accountability_shield", row=self.pk, field="person"
        )

    def person(self) -> str:
        """Who is protected, unsealed."""
        return unseal(
            self.person_sealed, self.key, table="accountability_shield", row=self.pk,
            field="person",
        )  # fmt: skip


class Recognition(models.Model):
    """Good work by an official, honoured, by post and unit; no name is kept."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    post = models.CharField(max_length=150)
    how = models.SlugField(max_length=40)
    why = models.CharField(max_length=300)
    on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfOfficeQuerySet["Recognition"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]


class DecoyVisit(models.Model):
    """Somebody came to a unit with an invented complaint: was it written down?"""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    crime_type = models.SlugField(max_length=60)
    was_registered = models.BooleanField()
    money_asked = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = KeptQuerySet["DecoyVisit"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]


class Channel(models.Model):
    """A way to complain that opened on a day: before it, silence was no sign that all was well."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    opened_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfOfficeQuerySet["Channel"].as_manager()

    class Meta:
        ordering = ["opened_on"]
        constraints = [models.UniqueConstraint("office", "name", name="one_channel_of_a_name")]
