"""Asking what would happen, and opening what came of it. Both are written in the trail."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.errors import NotVisible, Refused
from amparo.reform.models import WhatIfRun, WhatIfWork

MOST_WAITING = 5
"""Runs of one person at a time: nobody may fill the queue that all share."""


@dataclass(frozen=True)
class Question:
    """What is asked, with the system that it is asked of; it names no case.

    `changes` holds what was changed, as `forms` gives it. `system` and `records` come from the log:
    the fitted system, and a digest of the log it was fitted to.
    """

    pathway: str
    programme: UUID | None
    as_known_on: date | None
    counted_to: date
    n_cases: int
    records: str
    system: dict[str, Any]
    changes: dict[str, Any]
    years: int
    replications: int

    @property
    def seed(self) -> int:
        """The same records give the same seed, so that all questions to them share its chances."""
        return int(hashlib.sha256(self.records.encode()).hexdigest()[:15], 16)

    @property
    def digest(self) -> str:
        """SHA-256 over all that the answer depends on."""
        content = [self.system, self.changes, self.years, self.replications, self.seed]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Asked:
    """The run of a question, and whether it was there already."""

    run: WhatIfRun
    is_new: bool


def ask_what_if(*, by: User, at: datetime, token: UUID, question: Question) -> Asked:
    """Keep a question, and put it in the queue.

    A second press of the same button gives the first's run; a question that was answered, or waits,
    gives that run, since its answer would be the same.
    Raises: Refused while five runs of this person wait.
    """
    there = _there_already(by, token, question)
    if there is not None:
        return Asked(there, is_new=False)
    if _waiting_of(by) >= MOST_WAITING:
        raise Refused(
            f"{MOST_WAITING} of your questions are waiting",
            next_step="wait until one is answered, then ask again",
        )
    try:
        return Asked(_keep(by=by, at=at, token=token, question=question), is_new=True)
    except IntegrityError:  # the other press of a double press was first
        return Asked(WhatIfRun.objects.get(asked_by=by, token=token), is_new=False)


def _there_already(by: User, token: UUID, question: Question) -> WhatIfRun | None:
    pressed = WhatIfRun.objects.filter(asked_by=by, token=token).first()
    if pressed is not None:
        return pressed
    same = WhatIfRun.objects.all().visible_to(by).filter(
        digest=question.digest, pathway=question.pathway, programme=question.programme,
        as_known_on=question.as_known_on, counted_to=question.counted_to,
        counts_whole_office=by.counts_whole_office,
    )  # fmt: skip
    return same.exclude(work__state=WhatIfWork.State.FAILED).first()


def _waiting_of(user: User) -> int:
    waiting = WhatIfWork.objects.filter(
        run__asked_by=user, state__in=[WhatIfWork.State.QUEUED, WhatIfWork.State.RUNNING]
    )
    return waiting.count()


@transaction.atomic
def _keep(*, by: User, at: datetime, token: UUID, question: Question) -> WhatIfRun:
    if by.office is None:
        raise NotVisible
    run = WhatIfRun.objects.create(
        office=by.office, asked_by=by, asked_at=at, token=token, pathway=question.pathway,
        programme_id=question.programme, counts_whole_office=by.counts_whole_office,
        as_known_on=question.as_known_on, counted_to=question.counted_to,
        n_cases=question.n_cases, system=question.system, changes=question.changes,
        years=question.years, replications=question.replications, seed=question.seed,
        digest=question.digest,
    )  # fmt: skip
    WhatIfWork.objects.create(run=run)
    record(
        by=by, verb="what_if.asked", kind="reform.whatifrun", object_id=str(run.pk), at=at,
        fields=sorted(question.changes),
    )  # fmt: skip
    return run


@transaction.atomic
def open_what_if(*, by: User, at: datetime, run: WhatIfRun) -> None:
    """Write down that someone looked at the answer to a question."""
    record(by=by, verb="what_if.opened", kind="reform.whatifrun", object_id=str(run.pk), at=at)
