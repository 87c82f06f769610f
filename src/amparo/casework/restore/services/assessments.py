"""Finishing an assessment: checked whole, kept for good, and told as a milestone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import Milestone, Task
from amparo.casework.cases.services.tasks import add_task, finish_task
from amparo.casework.restore.instruments import Domain, Instrument
from amparo.casework.restore.models import Assessment, Draft, Score
from amparo.casework.restore.scoring import domain_scores
from amparo.casework.restore.services.drafts import (
    NOT_KNOWN,
    Key,
    Typed,
    _mine,
    read_draft,
)
from amparo.casework.restore.services.instruments import instrument_in, require_trained
from amparo.casework.restore.services.seconds import SEEN, is_scored_twice
from amparo.casework.restore.services.writing import keep, noted, require_survivor, tell
from amparo.errors import Conflict, Refused

SECOND = "A second score of an assessment, by somebody who did not give the first"
WITHIN = timedelta(days=14)


@transaction.atomic
def finish_draft(*, by: User, at: datetime, draft: Draft, reason: str = "") -> Assessment:
    """Make an assessment of a draft. It never changes again; a correction takes its place.

    Changes: the assessment with its scores; restore.needs_assessed for the first round, later
    restore.reassessed (none for a second scoring or a correction); the draft is gone. One round
    in ten, drawn by its id, opens a task to score it a second time.
    Raises: Refused that lists every domain in which something is missing; Conflict where the
    assessment was corrected by somebody else meanwhile.
    """
    held = _mine(draft, by)
    instrument = instrument_in(held.case.office, held.key)
    typed = read_draft(held)
    require_survivor(held.case, held.person)
    require_trained(by, instrument, on=held.on)
    _require_whole(instrument, typed)
    if held.corrects is not None and not reason.strip():
        raise Refused("A correction needs a reason", next_step="say what was wrong")
    row = Assessment(
        id=held.pk, case=held.case, person=held.person, on=held.on, recorded_by=by, recorded_at=at,
        instrument=instrument.code, version=instrument.version, scored_for=held.scored_for,
        second_of=held.second_of, supersedes=held.corrects, corrects=held.corrects is not None,
    )  # fmt: skip
    if row.supersedes_id and Assessment.objects.filter(supersedes=row.supersedes_id).exists():
        raise Conflict("Somebody corrected this assessment first", theirs={}, yours={})
    row.seal_in("why", reason)
    if row.second_of is None and row.supersedes is None:
        row.milestone = tell(row, _milestone(row), by=by, at=at)
    keep(row, by=by, at=at, verb="assessment.finished", fields=[instrument.key])
    _keep_scores(row, instrument, typed)
    held.delete()
    _about_seconds(row, by=by, at=at)
    return row


def _milestone(row: Assessment) -> str:
    first = Milestone.objects.filter(
        case=row.case, person=row.person, type="restore.needs_assessed"
    ).current()
    is_later = first.exists() and not first.filter(happened_on=row.on).exists()
    return "restore.reassessed" if is_later else "restore.needs_assessed"


def _require_whole(instrument: Instrument, typed: Mapping[Key, Typed]) -> None:
    lacks = [said for domain in instrument.domain if (said := lacks_in(domain, typed))]
    if lacks:
        raise Refused(
            f"Something is missing. {' '.join(lacks)}",
            next_step="open these domains; what you typed is kept",
        )
    allowed = {str(step.score) for step in instrument.step} | {NOT_KNOWN}
    if any(one.score not in allowed for one in typed.values()):
        raise Refused("A score is not of this scale", next_step="choose one of those offered")
    answers = {key: one.value for key, one in typed.items()}
    if all(one.mean is None for one in domain_scores(instrument, answers)):
        raise Refused(
            "Too little is known for a score in any domain",
            next_step="wait until you know the survivor better; the draft is kept",
        )


def lacks_in(domain: Domain, typed: Mapping[Key, Typed]) -> str:
    """What is missing in a domain, as a sentence; empty where it is whole."""
    open_, bare = 0, 0
    for item in domain.items:
        one = typed.get((domain.code, item.code), Typed())
        open_ += not one.score
        bare += bool(one.value is not None and not one.is_carried and not one.note.strip())
    parts = [f"{open_} not answered"] if open_ else []
    parts += [f"{bare} without what the score rests on"] if bare else []
    return f"{domain.name}: {' and '.join(parts)}." if parts else ""


def _keep_scores(row: Assessment, instrument: Instrument, typed: Mapping[Key, Typed]) -> None:
    scores: list[Score] = []
    for domain in instrument.domain:
        for item in domain.items:
            one = typed[domain.code, item.code]
            score = Score(
                case=row.case, assessment=row, domain=domain.code, item=item.code,
                score=one.value, is_carried=one.is_carried and one.value is not None,
            )  # fmt: skip
            score.seal_in("note", one.note)
            scores.append(score)
    Score.objects.bulk_create(scores)


def _about_seconds(row: Assessment, *, by: User, at: datetime) -> None:
    if row.second_of is not None:
        waiting = Task.objects.filter(case=row.case, what=SECOND, done_at__isnull=True)
        for task in _first(waiting):
            finish_task(by=by, at=at, task=task, outcome="Scored a second time")
    elif row.supersedes is None and is_scored_twice(row):
        due_on = timezone.localdate(at) + WITHIN
        add_task(by=by, at=at, case=row.case, what=SECOND, due_on=due_on, owner=None)


def _first(tasks: object) -> Sequence[Task]:
    return list(tasks.select_related("case")[:1])  # type: ignore[attr-defined]


@transaction.atomic
def look_at_notes(*, by: User, at: datetime, assessment: Assessment) -> None:
    """Write down that somebody read what the scores of an assessment rest on."""
    noted(assessment, by=by, at=at, verb=SEEN)
