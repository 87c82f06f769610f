"""What the What if pages ask: the system as it is today, the questions kept, and where each is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from amparo.access.models import User
from amparo.errors import NotVisible
from amparo.flow import EventLog
from amparo.reform.engine import Station, fitted
from amparo.reform.models import WhatIfRun
from amparo.reform.selectors.figures import Asked, log_for
from amparo.reform.services.asking import Question

REPLICATIONS = 100
"""Futures drawn for each system: enough that an interval's ends hold to about a tenth of it."""


@dataclass(frozen=True)
class Today:
    """The system as the records say it is, and what the records were."""

    system: dict[str, Any]
    stations: tuple[Station, ...]
    adjourns: bool
    n_cases: int
    counted_to: date
    records: str

    def asked(self, asked: Asked, *, changes: dict[str, Any], years: int) -> Question:
        """A question to this system."""
        return Question(
            pathway=asked.pathway, programme=asked.programme, as_known_on=asked.as_known_on,
            counted_to=self.counted_to, n_cases=self.n_cases, records=self.records,
            system=self.system, changes=changes, years=years, replications=REPLICATIONS,
        )  # fmt: skip


def today_for(user: User, asked: Asked, *, today: date) -> Today:
    """The system fitted to what this user may count.

    Raises: CannotEstimate where the records are too few to fit one.
    """
    log = log_for(user, asked, today=today)
    fit = fitted(log)
    return Today(fit.system, fit.stations, fit.adjourns, log.n, log.as_of, records_of(log))


def records_of(log: EventLog) -> str:
    """SHA-256 of what the log says: the same records give the same digest, in any order."""
    frames = (log.frame.drop("row").sort("case"), log.events().sort("case", "day", "activity"))
    content = f"{log.as_of} {log.stages} " + " ".join(frame.write_csv() for frame in frames)
    return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class Start:
    """What a form opens with instead of today's numbers: a question asked before."""

    changes: dict[str, Any]
    years: int


def start_from(user: User, run: str) -> Start | None:
    """The question of a kept run, to change and ask anew; None where there is none to open."""
    try:
        found = WhatIfRun.objects.all().visible_to(user).filter(pk=UUID(run)).first()
    except ValueError:
        return None
    return Start(found.changes, found.years) if found else None


def run_for(user: User, run: UUID) -> WhatIfRun:
    """A run this user may open, with where it stands; NotVisible for any other."""
    found = (
        WhatIfRun.objects.all()
        .visible_to(user)
        .select_related("work", "answer", "programme", "asked_by")
        .filter(pk=run)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def runs_for(user: User, *, limit: int = 100) -> list[WhatIfRun]:
    """The runs this user may open, newest first."""
    rows = WhatIfRun.objects.all().visible_to(user)
    return list(rows.select_related("work", "programme", "asked_by").defer("system")[:limit])
