"""Statements, what proves which element, and what was disclosed to whom."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.evidence.models.exhibit import Exhibit
from amparo.vault.sealing import unseal


class Interview(models.Model):
    """A statement taken from someone. Each after a child's first has its reason."""

    kept: ClassVar[str] = "append-only"

    class Mode(models.TextChoices):
        """How it was kept."""

        VIDEO = "video", "Video recording"
        AUDIO = "audio", "Sound recording"
        WRITTEN = "written", "Written down"

    class Room(models.TextChoices):
        """Where it was taken."""

        CHILD_FRIENDLY = "child_friendly", "A room made for children"
        PRIVATE = "private", "A room apart"
        OPEN = "open", "An open desk or hall"
        OTHER = "other", "Somewhere else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="interviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    mode = models.CharField(max_length=7, choices=Mode.choices)
    room = models.CharField(max_length=14, choices=Room.choices)
    was_child = models.BooleanField()
    reason_sealed = models.BinaryField(default=b"")
    words_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["Interview"].as_manager()

    class Meta:
        ordering = ["on", "number"]
        constraints = [
            models.UniqueConstraint("case", "person", "number", name="one_interview_of_a_number"),
            models.CheckConstraint(
                condition=Q(was_child=False) | Q(number=1) | ~Q(reason_sealed=b""),
                name="a_childs_second_interview_has_a_reason",
            ),
        ]

    def reason(self) -> str:
        """Why it was taken again, unsealed."""
        return unseal(
            self.reason_sealed, self.case.key, table="interview", row=self.pk, field="reason"
        )

    def words(self) -> str:
        """Who took it, and where it is kept, unsealed."""
        return unseal(
            self.words_sealed, self.case.key, table="interview", row=self.pk, field="words"
        )


class Tie(models.Model):
    """That an exhibit or a statement proves an element; ended when it no longer does."""

    kept: ClassVar[str] = "mutable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    offence = models.CharField(max_length=80)
    element = models.CharField(max_length=20)
    exhibit = models.ForeignKey(
        Exhibit, on_delete=models.PROTECT, null=True, blank=True, related_name="ties"
    )
    interview = models.ForeignKey(
        Interview, on_delete=models.PROTECT, null=True, blank=True, related_name="ties"
    )
    tied_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCaseQuerySet["Tie"].as_manager()

    class Meta:
        ordering = ["offence", "element", "tied_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exhibit__isnull=True) ^ Q(interview__isnull=True),
                name="a_tie_is_of_one_thing",
            ),
            models.UniqueConstraint(
                "offence", "element", "exhibit", condition=Q(ended_at=None),
                name="an_exhibit_tied_once",
            ),
            models.UniqueConstraint(
                "offence", "element", "interview", condition=Q(ended_at=None),
                name="an_interview_tied_once",
            ),
        ]  # fmt: skip


class Disclosure(models.Model):
    """That a bundle left the office: to whom, why, and the hash of what it held."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    words_sealed = models.BinaryField()
    manifest_digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = OfCaseQuerySet["Disclosure"].as_manager()

    class Meta:
        ordering = ["made_at"]

    def words(self) -> str:
        """To whom and why, as JSON; unsealed."""
        return unseal(
            self.words_sealed, self.case.key, table="disclosure", row=self.pk, field="words"
        )
