"""Aftercare homes: whom they take, where they are (sealed), how they are kept, beds promised."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.casework.aftercare.fitting import Takes
from amparo.casework.cases.models import Case
from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.errors import Broken
from amparo.vault.models import DataKey, PeopleKey
from amparo.vault.sealing import opened_by, place_of, seal, sealed_by, unseal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from amparo.access.models import User


TABLE = "aftercare_home"
Row = TypeVar("Row", bound=models.Model)
COARSE = (
    Jurisdiction.Kind.DISTRICT, Jurisdiction.Kind.PROVINCE, Jurisdiction.Kind.REGION,
    Jurisdiction.Kind.COUNTRY,
)  # fmt: skip
"""The places a home may be shown in: none is nearer than a district."""


class HomeQuerySet(models.QuerySet["Home"]):
    """Homes, which only the people who place survivors know of."""

    def visible_to(self, user: User) -> HomeQuerySet:
        """Those of the person's own office, for roles whose work it is; nothing otherwise."""
        if user.office_id is None or not user.may("services.read"):
            return self.none()
        return self.filter(office=user.office_id)


class Home(models.Model):
    """A place where survivors can live for a while. Its address is sealed under a key of its own:
    one that people hold and the office does not, or, until somebody holds one, the office's.

    `district` is the nearest place that may be told: a district or something larger.
    """

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    called = models.CharField(max_length=80)
    district = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    people_key = models.OneToOneField(
        PeopleKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address_sealed = models.BinaryField()
    contact_sealed = models.BinaryField(default=b"")
    capacity = models.PositiveSmallIntegerField()
    youngest = models.PositiveSmallIntegerField(default=0)
    oldest = models.PositiveSmallIntegerField(null=True, blank=True)
    sexes = models.JSONField(default=list)
    takes_children_along = models.BooleanField(default=False)
    languages = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = HomeQuerySet.as_manager()

    class Meta:
        ordering = ["called"]
        constraints = [
            models.UniqueConstraint("office", "unit", name="one_home_of_a_unit"),
            models.UniqueConstraint("office", "called", name="one_home_of_a_name"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="a_home_has_a_bed"),
            models.CheckConstraint(
                condition=Q(oldest__isnull=True) | Q(oldest__gte=F("youngest")),
                name="a_home_takes_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def takes(self) -> Takes:
        """Whom the home takes."""
        return Takes(self.youngest, self.oldest, tuple(self.sexes), self.takes_children_along)

    def words(self, field: str, cipher: AESGCM | None = None) -> str:
        """The address or the contact, unsealed. Whoever shows it records that in the trail.

        Raises: Broken for one that people hold the key of, without the cipher of that key.
        """
        content, place = bytes(getattr(self, f"{field}_sealed")), place_of(TABLE, self.pk, field)
        if self.people_key_id is None:
            return unseal(content, self.key, table=TABLE, row=self.pk, field=field)
        if cipher is None:
            raise Broken("This is sealed to people, not to the office", where=f"{TABLE}.{field}")
        return opened_by(cipher, content, place) if content else ""

    def sealed_words(self, field: str, text: str, cipher: AESGCM | None = None) -> bytes:
        """The text as it is kept; with a cipher, under the key that people hold."""
        if cipher is None or text == "":
            return seal(text, self.key, table=TABLE, row=self.pk, field=field)
        return sealed_by(cipher, text, place_of(TABLE, self.pk, field))


class OfHomeQuerySet(models.QuerySet[Row]):
    """Rows that belong to a home, and are reached only through it."""

    def visible_to(self, user: User) -> OfHomeQuerySet[Row]:
        """The rows of homes this person may know of."""
        return self.filter(home__in=Home.objects.all().visible_to(user))


class StandardsCheck(models.Model):
    """One visit that looked at every standard of a home; never changed, the next one counts."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="checks")
    on = models.DateField()
    authority = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_due_on = models.DateField()
    words_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfHomeQuerySet["StandardsCheck"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_due_on__gt=F("on")), name="the_next_check_comes_later"
            )
        ]

    def words(self, field: str) -> str:
        """What was found, unsealed."""
        return unseal(
            getattr(self, f"{field}_sealed"), self.home.key, table="aftercare_standardscheck",
            row=self.pk, field=field,
        )  # fmt: skip


class StandardsAnswer(models.Model):
    """What one check found of one standard."""

    kept: ClassVar[str] = "append-only"

    class State(models.TextChoices):
        """Present is not enough: a fire exit that is locked is no fire exit."""

        WORKING = "working", "There, and works"
        PRESENT = "present", "There, does not work"
        MISSING = "missing", "Missing"

    standards_check = models.ForeignKey(
        StandardsCheck, on_delete=models.PROTECT, related_name="answers"
    )
    item = models.CharField(max_length=40)
    state = models.CharField(max_length=7, choices=State.choices)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("standards_check", "item", name="one_answer_for_a_standard")
        ]


class BedHold(models.Model):
    """Beds promised from a day through a day. Why, and for which case, only its holder is shown:
    a night on which beds are kept may tell of an operation.
    """

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="holds")
    n = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    escort = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why_sealed = models.BinaryField()
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfHomeQuerySet["BedHold"].as_manager()

    class Meta:
        ordering = ["from_on", "held_at"]
        indexes = [models.Index(fields=["home", "released_at", "until_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(n__gt=0), name="a_hold_holds_a_bed"),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="a_hold_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(escort__isnull=True) | Q(case__isnull=False),
                name="an_escort_travels_for_a_case",
            ),
        ]

    def words(self, field: str) -> str:
        """Why the beds are held, unsealed."""
        return unseal(
            getattr(self, f"{field}_sealed"), self.home.key, table="aftercare_bedhold",
            row=self.pk, field=field,
        )  # fmt: skip
