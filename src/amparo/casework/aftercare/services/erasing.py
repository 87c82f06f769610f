"""Destroying the notes of a service: one person asks, a second agrees, and the key is gone.

The rows of the notes stay, so that it can be told that there were some; nobody can read them any
more, this office included. Copies of the office taken before still hold the key until they are
thrown away in their turn.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.aftercare.models import Episode, Note, NotesErasure
from amparo.casework.aftercare.services.told import lead_of, written
from amparo.casework.cases.models import Case, LegalHold, Task
from amparo.casework.cases.services.tasks import add_task, finish_task
from amparo.errors import Refused
from amparo.vault.sealing import destroy_key

AGREE = "Agree, or not, that the notes of a service are destroyed: look at the service"
TERM = NotesErasure.Why.TERM


@transaction.atomic
def ask_to_destroy(
    *, by: User, at: datetime, episode: Episode, why: str, words: str = ""
) -> NotesErasure:
    """Ask that every note of a service written so far is destroyed; nothing is yet.

    Changes: the request, and a task for the lead of the case.
    Raises: Refused for a service that runs, a case under a legal hold, where there is no note, and
    where it is asked already.
    """
    if why not in NotesErasure.Why.values:
        raise Refused("Say why the notes are destroyed", next_step="choose a reason")
    held = _lock(episode)
    _must_not_be_held(held)
    if held.to_on is None:
        raise Refused("This service still runs", next_step="record that it ended first")
    if not Note.objects.all().that_can_be_read().filter(episode=held).exists():
        raise Refused("There is no note of this service that could be read")
    if NotesErasure.objects.filter(episode=held, answered_at__isnull=True).exists():
        raise Refused("This is asked already", next_step="a second person must agree")
    row = NotesErasure(case=held.case, episode=held, why=why, asked_by=by, asked_at=at)
    row.seal_in("words", words)
    lead = lead_of(held.case)
    can_agree = lead not in {None, by} and (
        why != TERM or _supervises(by, held.case) or (lead and _supervises(lead, held.case))
    )
    row.task = add_task(
        by=by, at=at, case=held.case, what=AGREE, due_on=timezone.localdate(at),
        owner=lead if can_agree else None,
    )  # fmt: skip
    row.save(force_insert=True)
    written(row, by=by, at=at, verb="notes.destruction_asked", case_id=held.case_id, fields=[why])
    return row


@transaction.atomic
def agree_to_destroy(*, by: User, at: datetime, erasure: NotesErasure) -> int:
    """The second word: the key is overwritten and destroyed, and with it every note. How many.

    Raises: Refused for whoever asked, under a legal hold, where it was answered meanwhile, and for
    notes whose term is over where neither of the two supervises the case.
    """
    held = _waiting(erasure, by)
    if held.why == TERM and not any(_supervises(one, held.case) for one in (by, held.asked_by)):
        raise Refused(
            "That notes were kept long enough is decided by whoever supervises the case",
            next_step="leave it to a supervisor, who has it on Today; or say that they are kept",
        )
    episode = _lock(held.episode)
    _must_not_be_held(episode)
    key = episode.notes_key
    n = Note.objects.all().that_can_be_read().filter(episode=episode).count()
    Episode.objects.filter(pk=episode.pk).update(notes_key=None)
    if key is not None:
        destroy_key(key)
    _answer(held, by=by, at=at, is_done=True, n_notes=n)
    written(held, by=by, at=at, verb="notes.destroyed", case_id=held.case_id, fields=[held.why])
    return n


@transaction.atomic
def refuse_to_destroy(*, by: User, at: datetime, erasure: NotesErasure) -> None:
    """The notes are kept: a court, a law or the survivor needs them. Whoever asked may say so."""
    held = _waiting(erasure, None)
    _answer(held, by=by, at=at, is_done=False, n_notes=0)
    written(held, by=by, at=at, verb="notes.kept", case_id=held.case_id)


def _supervises(person: User, case: Case) -> bool:
    return Case.objects.all().visible_to(person, "cases.erase").filter(pk=case.pk).exists()


def _must_not_be_held(episode: Episode) -> None:
    if LegalHold.objects.filter(case=episode.case_id, lifted_at__isnull=True).exists():
        raise Refused(
            "This case is under a legal hold",
            next_step="the notes can be destroyed when the hold is lifted",
        )


def _lock(episode: Episode) -> Episode:
    rows = Episode.objects.select_for_update(of=("self",)).select_related("case__key", "notes_key")
    return rows.get(pk=episode.pk)


def _waiting(erasure: NotesErasure, by: User | None) -> NotesErasure:
    rows = NotesErasure.objects.select_for_update(of=("self",)).filter(answered_at__isnull=True)
    held = rows.select_related("case__key", "episode", "asked_by").filter(pk=erasure.pk).first()
    if held is None:
        raise Refused("Someone answered this before you", next_step="look at the service again")
    if by is not None and by.pk == held.asked_by_id:
        raise Refused("Somebody else agrees to it", next_step="ask a colleague of the case")
    return held


def _answer(held: NotesErasure, *, by: User, at: datetime, is_done: bool, n_notes: int) -> None:
    NotesErasure.objects.filter(pk=held.pk).update(
        answered_by=by, answered_at=at, is_done=is_done, n_notes=n_notes
    )
    open_tasks = Task.objects.select_related("case").filter(done_at__isnull=True)
    task = open_tasks.filter(pk=held.task_id).first() if held.task_id else None
    if task is not None:
        outcome = "The notes are destroyed" if is_done else "The notes are kept"
        finish_task(by=by, at=at, task=task, outcome=outcome)
