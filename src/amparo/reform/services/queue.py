"""The queue of runs: taken up by one worker at a time, held by a lease, never lost.

A row is the queue's entry, so what was acknowledged is on disk. Taking up is one conditional
UPDATE, which two workers cannot both win; a worker that dies stops beating, its lease lapses, and
the next worker takes the run up again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from amparo.errors import AmparoError
from amparo.reform.models import WhatIfAnswer, WhatIfRun, WhatIfWork

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3

State = WhatIfWork.State


class HoldLost(Exception):
    """Another worker has this run now; whatever this one finds is not wanted."""


def _free(at: datetime) -> QuerySet[WhatIfWork]:
    """What may be taken up: see `WhatIfWork.is_free`."""
    return WhatIfWork.objects.filter(
        Q(state=State.QUEUED) | Q(state=State.RUNNING, held_until__lte=at)
    )


def is_anything_free(at: datetime) -> bool:
    """Whether a run waits for someone to take it up."""
    return _free(at).exists()


def take_up(*, holder: str, at: datetime) -> WhatIfRun | None:
    """Take up the run that has waited longest, for as long as a lease; None when nothing waits.

    A run that ended its worker three times is given up, and says so.
    """
    while True:
        waiting = _free(at).order_by("run__asked_at", "pk").values_list("pk", "attempts").first()
        if waiting is None:
            return None
        run, attempts = waiting
        mine = _free(at).filter(pk=run, attempts=attempts)
        if attempts >= MOST_ATTEMPTS:
            mine.update(
                state=State.FAILED, holder="", held_until=None, ended_at=at,
                reason=f"The worker stopped {attempts} times while it carried this out",
                next_step="ask for fewer years, and tell whoever keeps this server",
            )  # fmt: skip
        elif mine.update(
            state=State.RUNNING, holder=holder, held_until=at + LEASE, progress=0.0,
            attempts=F("attempts") + 1,
        ):  # fmt: skip
            return WhatIfRun.objects.get(pk=run)


def _held(run: WhatIfRun, holder: str) -> QuerySet[WhatIfWork]:
    return WhatIfWork.objects.filter(pk=run.pk, state=State.RUNNING, holder=holder)


def beat(*, run: WhatIfRun, holder: str, at: datetime, progress: float) -> None:
    """Say that the work goes on, and how far it is, 0 to 1.

    Raises: HoldLost when another worker took the run up meanwhile.
    """
    if not _held(run, holder).update(held_until=at + LEASE, progress=min(max(progress, 0.0), 1.0)):
        raise HoldLost


@transaction.atomic
def answer(
    *, run: WhatIfRun, holder: str, at: datetime, version: str, result: dict[str, Any]
) -> WhatIfAnswer:
    """Keep what came of it. Raises HoldLost, and keeps nothing, when another worker has the run."""
    if not _held(run, holder).update(
        state=State.DONE, progress=1.0, holder="", held_until=None, ended_at=at
    ):
        raise HoldLost
    return WhatIfAnswer.objects.create(run=run, made_at=at, version=version, result=result)


def give_up(*, run: WhatIfRun, holder: str, at: datetime, error: AmparoError) -> None:
    """Say why there is no answer, and what to do next."""
    _held(run, holder).update(
        state=State.FAILED, holder="", held_until=None, ended_at=at,
        reason=(error.what + (f", found {error.found}" if error.found else ""))[:500],
        next_step=error.next_step[:300],
    )  # fmt: skip
