"""Officials, the holdings of the directory that are theirs, and what their posts ask for."""

from __future__ import annotations

import uuid
from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from amparo.casework.cases.models import Case
from amparo.directory.models import Institution, Post, PostHolder
from amparo.reform.models.visibility import OfReformQuerySet

Row = TypeVar("Row", bound=models.Model)


class Official(models.Model):
    """Someone who holds posts: training stays with them when they move to another."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = OfReformQuerySet["Official"].as_manager()

    class Meta:
        ordering = ["name", "added_at"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="an_official_is_named")]


class OfficialHolding(models.Model):
    """That a holding of the directory is this official's; none where it was joined in error. The
    latest counts."""

    kept: ClassVar[str] = "append-only"

    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    holding = models.ForeignKey(PostHolder, on_delete=models.PROTECT, related_name="+")
    official = models.ForeignKey(
        Official, on_delete=models.PROTECT, null=True, blank=True, related_name="holdings"
    )
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    joined_at = models.DateTimeField()

    objects = OfReformQuerySet["OfficialHolding"].as_manager()

    class Meta:
        ordering = ["joined_at", "id"]


class Need(models.Model):
    """That a post asks for a topic, by when, on what ground; the latest of a post and topic counts.

    `within_days` after taking office; 0 is before taking it.
    """

    kept: ClassVar[str] = "append-only"

    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    topic = models.SlugField(max_length=40)
    is_needed = models.BooleanField(default=True)
    needs_certificate = models.BooleanField(default=False)
    within_days = models.PositiveSmallIntegerField(default=0)
    from_on = models.DateField()
    basis = models.CharField(max_length=200)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()

    objects = OfReformQuerySet["Need"].as_manager()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(basis=""), name="a_need_rests_on_something")
        ]


class Mentoring(models.Model):
    """Hours worked beside an official on a live case, and how far they have come with a topic."""

    kept: ClassVar[str] = "append-only"

    class Step(models.TextChoices):
        """From seen to done alone."""

        SHOWN = "shown", "It was shown to them"
        TOGETHER = "together", "Done together"
        ALONE = "alone", "Done alone, watched"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="mentoring")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    topic = models.SlugField(max_length=40)
    on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    step = models.CharField(max_length=8, choices=Step.choices)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()

    objects = OfReformQuerySet["Mentoring"].as_manager()

    class Meta:
        verbose_name_plural = "mentoring"
        ordering = ["-on", "-noted_at"]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="mentoring_takes_time")
        ]
