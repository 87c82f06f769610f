"""People, kept sealed, and the dated roles they hold in cases."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from amparo.casework.cases.models.visibility import OfCaseQuerySet, reaches_office
from amparo.directory.models import Institution, Unit
from amparo.vault.models import DataKey
from amparo.vault.sealing import unseal

if TYPE_CHECKING:
    from amparo.access.models import User


class Channel(models.TextChoices):
    """The ways by which a person may be reached; without one, they are not."""

    NONE = "none", "Do not contact"
    PHONE = "phone", "By phone"
    TEXT = "text", "By text message"
    IN_PERSON = "in_person", "In person only"
    THROUGH = "through", "Through somebody they trust"


class PersonQuerySet(models.QuerySet["Person"]):
    """People, reached only through cases."""

    def visible_to(self, user: User) -> PersonQuerySet:
        """People who hold, or held, a role in a case this person may open."""
        if not user.may("people.read"):
            return self.none()
        roles = RoleInCase.objects.visible_to(user)
        if reaches_office(user):
            return self.filter(Exists(roles.filter(person=OuterRef("pk"))))
        return self.filter(pk__in=roles.values("person"))


class Person(models.Model):
    """A human being. Names and contacts are sealed; the rest is what work cannot do without."""

    kept: ClassVar[str] = "mutable"
    erased_with: ClassVar[str] = "roles__case"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    name_sealed = models.BinaryField(default=b"")
    safe_contact_sealed = models.BinaryField(default=b"")
    safe_channel = models.CharField(  # noqa: DJ001  (nothing is known of those kept before it)
        max_length=9, choices=Channel.choices, null=True, blank=True
    )
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    change = models.PositiveBigIntegerField(default=0, db_index=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["office", "change"])]

    def name(self) -> str:
        """The name, unsealed. Whoever shows it to somebody records that in the trail."""
        return unseal(self.name_sealed, self.key, table="person", row=self.pk, field="name")

    def safe_contact(self) -> str:
        """How, when and in which words this person may be reached; empty means: do not."""
        return unseal(
            self.safe_contact_sealed, self.key, table="person", row=self.pk, field="safe_contact"
        )


class PersonDetail(models.Model):
    """Another name, a phone number, or another agency's number, sealed."""

    kept: ClassVar[str] = "mutable"

    class Kind(models.TextChoices):
        """What the detail is."""

        ALIAS = "alias", "Another name or spelling"
        NICKNAME = "nickname", "Nickname"
        PHONE = "phone", "Phone"
        AGENCY_NUMBER = "agency_number", "Another agency's number"
        DOCUMENT_NUMBER = "document_number", "Identity document number"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="details")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    issuer = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    value_sealed = models.BinaryField()

    def value(self) -> str:
        """The detail, unsealed."""
        return unseal(
            self.value_sealed, self.person.key, table="person_detail", row=self.pk, field="value"
        )


class PersonFingerprint(models.Model):
    """Keyed digests by which an exact name, phone or number is found again."""

    kept: ClassVar[str] = "derived"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="fingerprints")
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["digest"])]
        constraints = [
            models.UniqueConstraint("person", "kind", "digest", name="one_fingerprint_each")
        ]


class RoleKind(models.TextChoices):
    """What someone is to a case. Wording follows the stage: no convict before a verdict."""

    VICTIM = "victim", "Victim"
    SURVIVOR = "survivor", "Survivor"
    SUSPECT = "suspect", "Suspect"
    ACCUSED = "accused", "Accused"
    CONVICT = "convict", "Convicted"
    ACQUITTED = "acquitted", "Acquitted"
    WITNESS = "witness", "Witness"
    OFFICIAL = "official", "Official"
    GUARDIAN = "guardian", "Guardian"


SURVIVOR_ROLES = (RoleKind.VICTIM, RoleKind.SURVIVOR)
SUSPECT_ROLES = (RoleKind.SUSPECT, RoleKind.ACCUSED, RoleKind.CONVICT, RoleKind.ACQUITTED)


class RoleInCase(models.Model):
    """One person's role in one case, from a day, until a day."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=12, choices=RoleKind.choices)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = OfCaseQuerySet["RoleInCase"].as_manager()

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="a_role_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                "case", "person", "role",
                condition=Q(to_on__isnull=True),
                name="one_current_role_of_a_kind",
            ),
        ]  # fmt: skip
