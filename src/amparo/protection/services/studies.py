"""Beginning a study, and adding a wave to it or correcting one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Programme
from amparo.directory.models import Jurisdiction
from amparo.errors import Conflict, NotVisible, Refused
from amparo.protection.models import Study, Wave


@dataclass(frozen=True)
class StudyFacts:
    """What a study is, as it was typed."""

    name: str
    design: str
    jurisdiction: Jurisdiction
    population: str
    definition: str
    programme: Programme | None = None


@dataclass(frozen=True)
class WaveFacts:
    """A wave: when, where its numbers come from, and what the engine made of them."""

    from_on: date
    to_on: date
    how: str
    data: dict[str, Any]
    digest: str
    result: dict[str, Any]
    engine: str
    source: str = ""


@transaction.atomic
def begin_study(*, by: User, at: datetime, facts: StudyFacts, token: UUID | None = None) -> Study:
    """Begin a study of the person's office. Raises: Refused for a name that is taken."""
    if by.office is None or not by.may("protection.keep"):
        raise NotVisible
    if facts.programme is not None and facts.programme.office_id != by.office_id:
        raise NotVisible
    if token and (first := Study.objects.filter(pk=token, office=by.office).first()):
        return first
    try:
        with transaction.atomic():
            study = Study.objects.create(
                pk=token or uuid4(), office=by.office, started_by=by, started_at=at,
                name=facts.name,
                design=facts.design, jurisdiction=facts.jurisdiction,
                population=facts.population, definition=facts.definition,
                programme=facts.programme,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("A study of this name is there already", next_step="name it anew") from error
    record(
        by=by, verb="study.begun", kind="protection.study", object_id=str(study.pk), at=at,
        fields=["name", "design", "jurisdiction", "population", "definition"],
    )  # fmt: skip
    return study


@transaction.atomic
def add_wave(
    *, by: User, at: datetime, study: Study, facts: WaveFacts, corrects: Wave | None = None,
    token: UUID | None = None,
) -> Wave:  # fmt: skip
    """Add a wave, which never changes; a correction is a new one that names the old.

    Raises: Refused for a wave that ends before it begins or in the future; Conflict where the old
    one was corrected already.
    """
    if study.office_id != by.office_id or not by.may("protection.keep"):
        raise NotVisible
    if token and (first := Wave.objects.filter(pk=token, study=study).first()):
        return first
    if facts.to_on < facts.from_on or facts.to_on > at.date():
        raise Refused("A wave ends after it begins, and not in the future")
    if corrects is not None and corrects.study_id != study.pk:
        raise NotVisible
    try:
        with transaction.atomic():
            wave = Wave.objects.create(
                pk=token or uuid4(), study=study, made_by=by, made_at=at, corrects=corrects,
                from_on=facts.from_on,
                to_on=facts.to_on, how=facts.how, data=facts.data, digest=facts.digest,
                result=facts.result, engine=facts.engine, source=facts.source,
            )  # fmt: skip
    except IntegrityError as error:
        if corrects is None:
            raise
        raise Conflict("Someone corrected this wave already", theirs={}, yours={}) from error
    record(
        by=by, verb="study.wave_corrected" if corrects else "study.wave_added",
        kind="protection.wave", object_id=str(wave.pk), at=at, fields=[facts.how],
    )  # fmt: skip
    return wave
