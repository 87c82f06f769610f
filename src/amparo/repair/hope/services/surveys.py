"""Beginning a survey of confidence, and adding a wave to it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.directory.models import Jurisdiction
from amparo.errors import NotVisible, Refused
from amparo.repair.hope import reckoning
from amparo.repair.hope.models import ConfidenceSurvey, ConfidenceWave
from amparo.repair.hope.questions import newest


@transaction.atomic
def begin_survey(
    *, by: User, at: datetime, name: str, place: Jurisdiction, population: str,
    token: UUID | None = None,
) -> ConfidenceSurvey:  # fmt: skip
    """Begin a survey. Raises: Refused for a name that is taken, or without saying who is asked."""
    if by.office is None or not by.may("hope.keep"):
        raise NotVisible
    if token and (first := ConfidenceSurvey.objects.filter(pk=token, office=by.office).first()):
        return first
    if not name.strip() or not population.strip():
        raise Refused("Say what it is called, and who is asked")
    try:
        with transaction.atomic():
            row = ConfidenceSurvey.objects.create(
                id=token or uuid4(), office=by.office, name=name.strip(), jurisdiction=place,
                population=population.strip(), started_by=by, started_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("A survey of this name is there", next_step="name it anew") from error
    record(by=by, verb="confidence.begun", kind="hope.survey", object_id=str(row.pk), at=at)
    return row


@transaction.atomic
def add_wave(
    *, by: User, at: datetime, survey: ConfidenceSurvey, from_on: date, to_on: date, answers: str,
    token: UUID | None = None,
) -> ConfidenceWave:  # fmt: skip
    """Add a wave of answers to the version of the questions in use then; it never changes.

    Raises: Refused for answers that cannot be read, or a wave that ends before it begins.
    """
    if survey.office_id != by.office_id or not by.may("hope.keep"):
        raise NotVisible
    if token and (first := ConfidenceWave.objects.filter(pk=token, survey=survey).first()):
        return first
    if to_on < from_on or to_on > at.date():
        raise Refused("A wave ends after it begins, and not in the future")
    questions = newest(from_on)
    made = reckoning.reckon(reckoning.read_answers(answers, questions), questions)
    row = ConfidenceWave.objects.create(
        id=token or uuid4(), survey=survey, from_on=from_on, to_on=to_on,
        version=questions.number, data=made.data, digest=made.digest, result=made.result,
        engine=made.engine, made_by=by, made_at=at,
    )  # fmt: skip
    record(by=by, verb="confidence.wave", kind="hope.wave", object_id=str(row.pk), at=at)
    return row
