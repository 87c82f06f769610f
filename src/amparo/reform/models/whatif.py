"""What was asked of a simulated system, where the run stands, and what came of it.

The question and the answer are facts and never change; where a run stands changes with each beat of
whoever carries it out. No row holds a case: a question carries the system as it was fitted.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Programme
from amparo.directory.models import Institution

if TYPE_CHECKING:
    from datetime import datetime

    from amparo.access.models import User

LONGEST_YEARS = 10


class WhatIfRunQuerySet(models.QuerySet["WhatIfRun"]):
    """Runs, and who may open them."""

    def visible_to(self, user: User) -> WhatIfRunQuerySet:
        """Those of the person's own office; over fewer cases than the office's, the asker's own.

        Whoever counts the whole office counts every part of it, and opens those too.
        """
        if user.office_id is None or not user.may("figures.exact"):
            return self.none()
        rows = self.filter(office=user.office_id)
        if user.counts_whole_office:
            return rows
        return rows.filter(Q(counts_whole_office=True) | Q(asked_by=user.pk))


class WhatIfRun(models.Model):
    """A question to a simulated system, as it was asked. Never changed."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    token = models.UUIDField()
    pathway = models.SlugField(max_length=40)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    counts_whole_office = models.BooleanField()
    as_known_on = models.DateField(null=True, blank=True)
    counted_to = models.DateField()
    n_cases = models.PositiveIntegerField()
    system = models.JSONField()
    changes = models.JSONField()
    years = models.PositiveSmallIntegerField()
    replications = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    objects = WhatIfRunQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "id"]
        indexes = [models.Index(fields=["office", "-asked_at"]), models.Index(fields=["digest"])]
        constraints = [
            models.UniqueConstraint("asked_by", "token", name="one_run_for_each_press"),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=LONGEST_YEARS), name="a_run_ends"
            ),
        ]


class WhatIfWork(models.Model):
    """Where a run stands, and who carries it out until when."""

    kept: ClassVar[str] = "mutable"

    class State(models.TextChoices):
        """The life of a run."""

        QUEUED = "queued", "Waiting its turn"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Did not finish"

    run = models.OneToOneField(
        WhatIfRun, on_delete=models.PROTECT, primary_key=True, related_name="work"
    )
    state = models.CharField(max_length=7, choices=State.choices, default=State.QUEUED)
    progress = models.FloatField(default=0.0)
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=36, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    next_step = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "what if work"
        indexes = [models.Index(fields=["state", "held_until"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="running") | (~Q(holder="") & Q(held_until__isnull=False)),
                name="a_running_run_is_held",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="a_failed_run_says_why"
            ),
        ]

    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {self.State.DONE, self.State.FAILED}

    def is_free(self, at: datetime) -> bool:
        """Whether someone may take it up: it waits, or whoever held it fell silent."""
        lapsed = self.held_until is not None and self.held_until <= at
        return self.state == self.State.QUEUED or (self.state == self.State.RUNNING and lapsed)


class WhatIfAnswer(models.Model):
    """What a run gave. Never changed."""

    kept: ClassVar[str] = "append-only"

    run = models.OneToOneField(
        WhatIfRun, on_delete=models.PROTECT, primary_key=True, related_name="answer"
    )
    made_at = models.DateTimeField()
    version = models.CharField(max_length=20)
    result = models.JSONField()
