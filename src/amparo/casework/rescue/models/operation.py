"""Operations of an authority, whom they are told to, and what happened in them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from amparo.casework.cases.models import Case, ConflictOfInterest
from amparo.casework.cases.models.case import CODE_LENGTH, new_code
from amparo.casework.rescue.models.sealing import Written
from amparo.directory.models import Institution, Unit
from amparo.vault.models import DataKey

if TYPE_CHECKING:
    from amparo.access.models import User


class OperationQuerySet(models.QuerySet["Operation"]):
    """Operations: named planners' until executed, then the teams' of their cases."""

    def visible_to(self, user: User, verb: str = "people.read") -> OperationQuerySet:
        """What this person was named for; and what is told of, in cases they may open.

        Nobody supervises an operation by office. A conflict of interest in any of its cases shuts
        out, planner or not.
        """
        if not user.is_active or not user.may(verb):
            return self.none()
        now = timezone.now()
        named = Planner.objects.filter(operation=OuterRef("pk"), user=user.pk, from_at__lte=now)
        live = named.filter(Q(until_at__isnull=True) | Q(until_at__gt=now))
        told = OperationEvent.objects.filter(operation=OuterRef("pk"), tells=True)
        mine = OperationCase.objects.filter(
            operation=OuterRef("pk"), case__in=Case.objects.all().visible_to(user, verb)
        )
        conflicts = ConflictOfInterest.objects.filter(
            user=user.pk, lifted_at__isnull=True, case__in=OperationCase.objects.filter(
                operation=OuterRef(OuterRef("pk"))
            ).values("case"),
        )  # fmt: skip
        allowed = Q(Exists(live)) | (Q(Exists(told)) & Q(Exists(mine)))
        return self.filter(allowed, office=user.office_id).exclude(Exists(conflicts))


class Operation(models.Model):
    """What an authority is asked to do to end violence. Where it stands follows from its events."""

    kept: ClassVar[str] = "append-only"
    erased_with: ClassVar[str] = "serves__case"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    n_checks = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = OperationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(authority=F("office")), name="an_operation_is_an_authoritys"
            )
        ]

    def __str__(self) -> str:
        return self.code


class OfOperation(Written):
    """A row of an operation, under the operation's own key."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def _key(self) -> DataKey:
        return self.operation.key


class OperationCase(models.Model):
    """A case an operation serves."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="serves")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="operations")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at"]
        constraints = [models.UniqueConstraint("operation", "case", name="served_once")]


class Planner(models.Model):
    """Someone who may open an operation, from a moment, until one."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="planners")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    until_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["from_at"]
        constraints = [
            models.UniqueConstraint(
                "operation", "user", condition=Q(until_at__isnull=True), name="named_once"
            )
        ]


class Told(OfOperation):
    """Someone outside the office who was told of it, when, by whom and how much."""

    kept: ClassVar[str] = "append-only"

    happened_at = models.DateTimeField()
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "told"
        ordering = ["happened_at"]


class OperationEvent(OfOperation):
    """A step of an operation. `tells`: from it on, the teams of its cases may know."""

    kept: ClassVar[str] = "append-only"

    class What(models.TextChoices):
        """The steps, in their order."""

        REQUESTED = "requested", "Asked of the authority"
        APPROVED = "approved", "Approved by the authority"
        REFUSED = "refused", "Refused by the authority"
        BRIEFED = "briefed", "Briefed"
        EXECUTED = "executed", "Carried out"
        ENDED = "ended", "Everyone is in safety or in custody"
        CALLED_OFF = "called_off", "Called off"
        CLOSED = "closed", "Closed"

    what = models.CharField(max_length=10, choices=What.choices)
    happened_at = models.DateTimeField()
    legal_basis = models.CharField(max_length=200, blank=True)
    tells = models.BooleanField(default=False)

    class Meta:
        ordering = ["happened_at", "recorded_at"]
        constraints = [
            models.UniqueConstraint("operation", "what", name="each_step_once"),
            models.CheckConstraint(
                condition=~Q(what="approved") | ~Q(legal_basis=""),
                name="an_approval_names_its_law",
            ),
            models.CheckConstraint(
                condition=~Q(what__in=["refused", "called_off"]) | ~Q(words_sealed=b""),
                name="an_operation_that_stops_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(what="executed") | Q(tells=True), name="executed_is_told"
            ),
        ]
