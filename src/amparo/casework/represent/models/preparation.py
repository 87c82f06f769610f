"""How a survivor is prepared for court: what they want to know, what comforts, what was done."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.vault.sealing import unseal


class Preparation(models.Model):
    """A survivor's plan for court, in their own words where there are words; sealed."""

    kept: ClassVar[str] = "mutable"

    class Mode(models.TextChoices):
        """How they will testify."""

        UNDECIDED = "undecided", "Not decided"
        IN_ROOM = "in_room", "In the courtroom"
        SCREEN = "screen", "Behind a screen"
        VIDEO = "video", "By video link"
        RECORDED = "recorded", "By a recording made before"
        NOT = "not", "Not at all"

    class Telling(models.TextChoices):
        """How much they want to be told of the case."""

        UNASKED = "unasked", "Not asked yet"
        EVERYTHING = "everything", "Everything, as it happens"
        DATES = "dates", "Dates and decisions only"
        ASKED = "asked", "Only when they ask"
        NOTHING = "nothing", "Nothing"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="preparations")
    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=9, choices=Mode.choices, default=Mode.UNDECIDED)
    telling = models.CharField(max_length=10, choices=Telling.choices, default=Telling.UNASKED)
    how_sealed = models.BinaryField(default=b"")
    comfort_sealed = models.BinaryField(default=b"")
    transport_sealed = models.BinaryField(default=b"")
    version = models.PositiveIntegerField(default=1)

    objects = OfCaseQuerySet["Preparation"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("case", "survivor", name="one_plan_for_court")]

    def words(self, field: str) -> str:
        """What is written under how, comfort or transport, unsealed."""
        return unseal(
            getattr(self, f"{field}_sealed"), self.case.key, table="preparation", row=self.pk,
            field=field,
        )  # fmt: skip


class Visit(models.Model):
    """One step of preparing a survivor, or a check whether somebody threatens them."""

    kept: ClassVar[str] = "append-only"

    class Kind(models.TextChoices):
        """What was done."""

        EXPLAINED = "explained", "What happens in court was explained"
        COURTROOM = "courtroom", "The courtroom was visited"
        STATEMENT = "statement", "The statement was read again"
        PROSECUTOR = "prosecutor", "The prosecutor was met"
        THREATS = "threats", "Threats were asked about"
        AFTER = "after", "The hearing was talked over afterwards"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="visits")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    is_threatened = models.BooleanField(null=True, blank=True)
    note_sealed = models.BinaryField(default=b"")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfCaseQuerySet["Visit"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]

    def note(self) -> str:
        """The note, unsealed."""
        return unseal(self.note_sealed, self.case.key, table="visit", row=self.pk, field="note")
