"""A complaint about an official, what was said about it since, and what came of it.

Words, names and contacts are sealed under a key of the complaint's own.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from amparo.access.policy import Compartment
from amparo.casework.cases.models import Case, ConflictOfInterest
from amparo.directory.models import Institution, PostHolder, Unit
from amparo.repair.accountability.models.keeping import Recusal, is_keeper
from amparo.vault.models import DataKey
from amparo.vault.sealing import seal, unseal

if TYPE_CHECKING:
    from amparo.access.models import User

Row = TypeVar("Row", bound=models.Model)
VERB = "misconduct.read"


class GrievanceQuerySet(models.QuerySet["Grievance"]):
    """Complaints about officials, and to whom they are open."""

    def visible_to(self, user: User) -> GrievanceQuerySet:
        """Those of the person's own office that are open to them by name: to its keepers, and to
        holders of the compartment in the case a complaint is about.

        Never to anybody of the institution named: whoever signs in for it, or holds or ever held a
        post in it. Never to whoever is shut out of the complaint, or of its case.
        """
        if user.office_id is None or not user.may(VERB):
            return self.none()
        own = self.filter(office=user.office_id).exclude(institution=user.office_id)
        if not is_keeper(user):
            cases = Case.objects.all().visible_to(user, compartment=Compartment.MISCONDUCT)
            own = own.filter(case__in=cases)
        posts = PostHolder.objects.filter(
            account_id=user.pk, post__unit__institution=OuterRef("institution")
        )
        shut = Recusal.objects.filter(grievance=OuterRef("pk"), user=user.pk)
        conflicts = ConflictOfInterest.objects.filter(
            case=OuterRef("case"), user=user.pk, lifted_at__isnull=True
        )
        return own.filter(~Exists(posts), ~Exists(shut), ~Exists(conflicts))


class Grievance(models.Model):
    """One complaint about an official, as it was told. What came of it is in its steps."""

    kept: ClassVar[str] = "append-only"
    erased_with: ClassVar[str] = ""

    class Way(models.TextChoices):
        """How it came."""

        OFFICE = "office", "Told to a colleague"
        ANONYMOUS = "anonymous", "By the page that asks for no name"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=6, unique=True)
    way = models.CharField(max_length=9, choices=Way.choices)
    kind = models.SlugField(max_length=40)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    happened_on = models.DateField(null=True, blank=True)
    received_on = models.DateField()
    official_sealed = models.BinaryField(default=b"")
    words_sealed = models.BinaryField(default=b"")
    contact_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GrievanceQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "code"]
        indexes = [models.Index(fields=["office", "-received_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(way="office", recorded_by__isnull=False)
                | Q(way="anonymous", recorded_by__isnull=True, case__isnull=True),
                name="nobody_is_kept_of_the_anonymous",
            )
        ]

    def seal(self, field: str, text: str) -> None:
        """Keep words, the official's name or a contact."""
        made = seal(
            text.strip(), self.key, table="accountability_grievance", row=self.pk, field=field
        )
        setattr(self, f"{field}_sealed", made)

    def told(self, field: str) -> str:
        """Words, the official's name or a contact, unsealed."""
        return unseal(
            getattr(self, f"{field}_sealed"), self.key, table="accountability_grievance",
            row=self.pk, field=field,
        )  # fmt: skip


class OfGrievanceQuerySet(models.QuerySet[Row]):
    """Rows that hang on a complaint."""

    def visible_to(self, user: User) -> OfGrievanceQuerySet[Row]:
        """Those of complaints that are open to this person."""
        return self.filter(grievance__in=Grievance.objects.all().visible_to(user))


class ReturnCode(models.Model):
    """The keyed hash of the code with which whoever told comes back; the code is kept nowhere."""

    kept: ClassVar[str] = "append-only"

    grievance = models.OneToOneField(
        Grievance, on_delete=models.PROTECT, primary_key=True, related_name="return_code"
    )
    digest = models.CharField(max_length=64, unique=True)


class Message(models.Model):
    """What was said about a complaint since: by whoever told, or to them."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    words_sealed = models.BinaryField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfGrievanceQuerySet["Message"].as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("grievance", "number", name="one_message_at_a_time")]

    def seal_words(self, text: str) -> None:
        """Keep the words."""
        self.words_sealed = seal(
            text.strip(), self.grievance.key, table="accountability_message", row=self.pk,
            field="words",
        )  # fmt: skip

    def words(self) -> str:
        """The words, unsealed."""
        return unseal(
            self.words_sealed, self.grievance.key, table="accountability_message", row=self.pk,
            field="words",
        )  # fmt: skip


class Step(models.Model):
    """What was done with a complaint, or came of it, step by step. Where it stands follows."""

    kept: ClassVar[str] = "append-only"

    class What(models.TextChoices):
        """From asking an oversight body to what followed for the official."""

        REFERRED = "referred", "Passed to an oversight body"
        REPLIED = "replied", "The oversight body answered"
        SUBSTANTIATED = "substantiated", "Found to be so"
        NOT_SUBSTANTIATED = "not_substantiated", "Found not to be so"
        UNCLEAR = "unclear", "Looked into, and cannot be told"
        SANCTIONED = "sanctioned", "Something followed for the official"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=17, choices=What.choices)
    on = models.DateField()
    body = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    sanction = models.SlugField(max_length=40, blank=True)
    words_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfGrievanceQuerySet["Step"].as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="referred", body__isnull=False, due_on__isnull=False)
                | (~Q(what="referred") & Q(due_on__isnull=True)),
                name="a_referral_has_a_body_and_a_clock",
            ),
            models.CheckConstraint(
                condition=(Q(what="sanctioned") & ~Q(sanction=""))
                | (~Q(what="sanctioned") & Q(sanction="")),
                name="a_sanction_is_named",
            ),
        ]

    def seal_words(self, text: str) -> None:
        """Keep the words."""
        self.words_sealed = seal(
            text.strip(), self.grievance.key, table="accountability_step", row=self.pk,
            field="words",
        )  # fmt: skip

    def words(self) -> str:
        """The words, unsealed."""
        return unseal(
            self.words_sealed, self.grievance.key, table="accountability_step", row=self.pk,
            field="words",
        )  # fmt: skip
