"""Courses, their curricula by version, sessions, who came, and what they scored."""

from __future__ import annotations

import uuid
from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amparo.directory.models import Institution, Unit
from amparo.reform.models import Intervention
from amparo.reform.models.visibility import OfReformQuerySet
from amparo.repair.training.models.officials import Official

Row = TypeVar("Row", bound=models.Model)


class OfCourseQuerySet(OfReformQuerySet[Row]):
    """Rows that hang on a course."""

    way = "course__office"


class OfSessionQuerySet(OfReformQuerySet[Row]):
    """Rows that hang on a session."""

    way = "session__office"


class Course(models.Model):
    """A course on one topic, and whether it ends with a certificate."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    topic = models.SlugField(max_length=40)
    title = models.CharField(max_length=150)
    gives_certificate = models.BooleanField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = OfReformQuerySet["Course"].as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint("office", "title", name="one_course_of_a_title")]


class Curriculum(models.Model):
    """One version of what a course teaches, and the questions of its test."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="curricula")
    number = models.PositiveSmallIntegerField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    outline = models.TextField(max_length=3000)
    questions = models.JSONField(default=list)
    pass_share = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = OfCourseQuerySet["Curriculum"].as_manager()

    class Meta:
        verbose_name_plural = "curricula"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("course", "number", name="one_curriculum_of_a_number"),
            models.CheckConstraint(
                condition=Q(pass_share__isnull=True) | (Q(pass_share__gt=0) & Q(pass_share__lte=1)),
                name="a_pass_is_a_share",
            ),
        ]


class CourseSession(models.Model):
    """A course held once, by one version of its curriculum, perhaps as a repair."""

    kept: ClassVar[str] = "append-only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    curriculum = models.ForeignKey(Curriculum, on_delete=models.PROTECT, related_name="sessions")
    from_on = models.DateField()
    to_on = models.DateField()
    place = models.CharField(max_length=150)
    trainers = models.CharField(max_length=150)
    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField()

    objects = OfReformQuerySet["CourseSession"].as_manager()

    class Meta:
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="a_session_ends")
        ]


class SessionEnd(models.Model):
    """That a session is finished: from here on, who came and what it repairs is settled."""

    kept: ClassVar[str] = "append-only"

    session = models.OneToOneField(CourseSession, on_delete=models.PROTECT, related_name="end")
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField()

    objects = OfSessionQuerySet["SessionEnd"].as_manager()

    class Meta:
        ordering = ["finished_at"]


class Attendance(models.Model):
    """That an official came, from which unit, for how long; the latest of each counts."""

    kept: ClassVar[str] = "append-only"

    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="attendance")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="attendance")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    has_certificate = models.BooleanField(default=False)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()

    objects = OfSessionQuerySet["Attendance"].as_manager()

    class Meta:
        verbose_name_plural = "attendance"
        ordering = ["noted_at", "id"]


class Score(models.Model):
    """One official's answers at one sitting, question by question; the latest of each counts."""

    kept: ClassVar[str] = "append-only"

    class Sitting(models.TextChoices):
        """When it was sat."""

        BEFORE = "before", "Before the course"
        AFTER = "after", "Right after it"
        LATER = "later", "Months later"

    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="scores")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="scores")
    sitting = models.CharField(max_length=6, choices=Sitting.choices)
    on = models.DateField()
    answers = models.CharField(max_length=200)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()

    objects = OfSessionQuerySet["Score"].as_manager()

    class Meta:
        ordering = ["noted_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(answers=""), name="a_score_has_answers")]
