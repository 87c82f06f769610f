"""Legal papers: applied for, received, refused, lost; and asked for again before they expire."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.aftercare.models import Paper, PaperStep
from amparo.casework.aftercare.services.told import check_survivor, lead_of, written
from amparo.casework.cases.models import Case, Person, Task
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.cases.services.tasks import add_task, finish_task
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import Refused
from amparo.vault.sealing import seal

What = PaperStep.What
EXPIRES = "A legal paper of a survivor expires soon: apply again"
DAYS_BEFORE = 60


@transaction.atomic
def need_paper(
    *, by: User, at: datetime, case: Case, person: Person, kind: str,
    issuer: Institution | None = None, token: UUID | None = None,
) -> Paper:  # fmt: skip
    """Write down that a survivor needs a paper; its steps say what became of it."""
    if token and (first := Paper.objects.filter(pk=token, case=case).first()):
        return first
    check_survivor(case, person)
    if kind not in {entry.code for entry in code_list("legal_papers").entries}:
        raise Refused("This paper is not known", next_step="choose one from the list")
    row = Paper.objects.create(
        id=token or uuid4(), case=case, person=person, kind=kind, issuer=issuer, recorded_by=by,
        recorded_at=at,
    )  # fmt: skip
    written(row, by=by, at=at, verb="paper.needed", case_id=case.pk)
    return row


@transaction.atomic
def add_paper_step(
    *, by: User, at: datetime, paper: Paper, what: str, on: date, expires_on: date | None = None,
    words: str = "", token: UUID | None = None,
) -> PaperStep:  # fmt: skip
    """What became of a paper on a day; its number, or why it was refused, is kept sealed.

    Changes: one that expires opens a task sixty days before; the next step takes it away.
    Raises: Refused for a day before the last step, or a paper that expires as it comes.
    """
    if token and (first := PaperStep.objects.filter(pk=token, paper=paper).first()):
        return first
    check_day(on, at=at)
    list(Paper.objects.select_for_update(no_key=True).filter(pk=paper.pk).values_list("pk"))
    last = paper.steps.order_by("on", "recorded_at").last()
    if last is not None and on < last.on:
        raise Refused("This lies before an earlier step", found=on.isoformat())
    ends = expires_on if what == What.RECEIVED else None
    if ends is not None and ends <= on:
        raise Refused("A paper expires after it came", found=ends.isoformat())
    row = PaperStep(
        id=token or uuid4(), case=paper.case, paper=paper, what=What(what), on=on, expires_on=ends,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    row.words_sealed = seal(
        words.strip(), paper.case.key, table="aftercare_paperstep", row=row.pk, field="words"
    )
    row.save(force_insert=True)
    _chase(paper, ends, by=by, at=at)
    written(row, by=by, at=at, verb=f"paper.{row.what}", case_id=paper.case_id)
    return row


def _chase(paper: Paper, ends: date | None, *, by: User, at: datetime) -> None:
    asked = [paper.task_id] if paper.task_id else []
    waiting = Task.objects.select_related("case").filter(pk__in=asked, done_at__isnull=True)
    for task in waiting:
        finish_task(by=by, at=at, task=task, outcome="Recorded with the paper")
    task_now = None
    if ends is not None:
        task_now = add_task(
            by=by, at=at, case=paper.case, what=EXPIRES, owner=lead_of(paper.case),
            due_on=max(timezone.localdate(at), ends - timedelta(days=DAYS_BEFORE)),
        )  # fmt: skip
    Paper.objects.filter(pk=paper.pk).update(task=task_now)
    paper.task = task_now
