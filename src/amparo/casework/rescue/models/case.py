"""Facts about a case: screening, status, complaints, relief and the first days."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Case, Milestone, Person
from amparo.casework.cases.models.visibility import OfCaseQuerySet
from amparo.casework.rescue.models.sealing import Written
from amparo.directory.models import Institution, Unit
from amparo.vault.models import DataKey
from amparo.vault.sealing import unseal


class OfCase(Written):
    """A fact about a case, under the key of the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def _key(self) -> DataKey:
        return self.case.key


class Screening(OfCase):
    """One tool, one version, one person's answers; sealed. What follows is worked out anew."""

    kept: ClassVar[str] = "append-only"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tool = models.CharField(max_length=40)
    tool_version = models.PositiveSmallIntegerField()
    on = models.DateField()
    was_child = models.BooleanField()
    answers_sealed = models.BinaryField()
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["Screening"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]

    def answers(self) -> str:
        """The answers as JSON, unsealed."""
        return unseal(
            self.answers_sealed, self.case.key, table="rescue_screening", row=self.pk,
            field="answers",
        )  # fmt: skip


class StatusDecision(OfCase):
    """What a person of some body decided about someone's status, and why. No tool decides it."""

    kept: ClassVar[str] = "append-only"

    class Status(models.TextChoices):
        """The codes of the list victim_status."""

        POSSIBLE = "possible", "Possible victim"
        ACTUAL = "actual", "Victim"
        NOT = "not", "Not a victim of this crime"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status.choices)
    decided_by = models.CharField(max_length=20)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    on = models.DateField()
    paper = models.CharField(max_length=60, blank=True)
    screening = models.ForeignKey(
        Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["StatusDecision"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(words_sealed=b""), name="a_status_has_its_reason"),
            models.CheckConstraint(
                condition=Q(decided_by="office") | Q(institution__isnull=False),
                name="a_status_of_an_authority_names_it",
            ),
        ]


class Complaint(OfCase):
    """That an authority was asked to act."""

    kept: ClassVar[str] = "append-only"

    number = models.PositiveIntegerField()
    on = models.DateField()
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="+")

    objects = OfCaseQuerySet["Complaint"].as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at"]
        constraints = [models.UniqueConstraint("case", "number", name="one_complaint_of_a_number")]


class ComplaintStep(OfCase):
    """What came of a complaint on a day."""

    kept: ClassVar[str] = "append-only"

    class What(models.TextChoices):
        """The step."""

        REGISTERED = "registered", "Registered, with a number"
        REFUSED = "refused", "Refused"
        PAYMENT = "payment", "Money or a favour was asked for"
        NO_ANSWER = "no_answer", "Asked again, and no answer"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    on = models.DateField()
    what = models.CharField(max_length=10, choices=What.choices)
    reason = models.CharField(max_length=20, blank=True)
    reference_sealed = models.BinaryField(default=b"")
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["ComplaintStep"].as_manager()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="refused") | ~Q(reason=""), name="a_refusal_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(what="registered") | ~Q(reference_sealed=b""),
                name="a_registration_has_its_number",
            ),
        ]

    def reference(self) -> str:
        """The number it was registered under, unsealed."""
        return unseal(
            self.reference_sealed, self.case.key, table="rescue_complaintstep", row=self.pk,
            field="reference",
        )  # fmt: skip


class FirstStep(OfCase):
    """What one person brought out needed, and that they had it; or why not."""

    kept: ClassVar[str] = "append-only"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    need = models.CharField(max_length=20)
    was_met = models.BooleanField()
    done_at = models.DateTimeField()
    milestone = models.OneToOneField(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfCaseQuerySet["FirstStep"].as_manager()

    class Meta:
        ordering = ["done_at", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(was_met=True) | ~Q(words_sealed=b""), name="an_unmet_need_says_why"
            )
        ]


class TakenBack(OfCase):
    """That a row of a case was entered wrongly, by whom and why. The row itself stays."""

    kept: ClassVar[str] = "append-only"

    kind = models.CharField(max_length=20)
    row = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = OfCaseQuerySet["TakenBack"].as_manager()

    class Meta:
        verbose_name_plural = "taken back"
        constraints = [
            models.CheckConstraint(
                condition=~Q(words_sealed=b""), name="taking_back_in_rescue_says_why"
            )
        ]
