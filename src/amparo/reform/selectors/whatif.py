"""What the What if pages ask: the system as it is today, the questions kept, and where each is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from amparo.access.models import User
from amparo.errors import NotVisible, Refused
from amparo.flow import EventLog
from amparo.reform.engine import ADJOURNED, HEARING, Fitted, Station, changed, fitted
from amparo.reform.models import WhatIfRun
from amparo.reform.selectors.figures import Asked, log_for
from amparo.reform.services.asking import Question

REPLICATIONS = 200
"""Futures drawn for each system: enough that an interval's ends hold to about a tenth of it."""


@dataclass(frozen=True)
class Today:
    """The system as the records say it is, and what the records were."""

    asked: Asked
    log: EventLog
    fit: Fitted

    @property
    def stations(self) -> tuple[Station, ...]:
        """Its steps."""
        return self.fit.stations

    def question(
        self, *, people: Mapping[str, int], changes: dict[str, Any], years: int
    ) -> Question:
        """A question to this system, once the people who work at its steps today are known.

        Raises: Refused for a change that it cannot undergo; CannotEstimate where knowing the
        people leaves too few records.
        """
        fit = fitted(self.log, people) if people else self.fit
        if "adjournments" in changes and not fit.adjourns:
            raise Refused(
                "Fewer adjournments free the time of those who hold the hearings, and how many "
                "they are is not known",
                next_step="say below how many people work today where the hearings are held",
            )
        changed(fit.system, changes)
        return Question(
            pathway=self.asked.pathway, programme=self.asked.programme,
            as_known_on=self.asked.as_known_on, counted_to=self.log.as_of, n_cases=self.log.n,
            records=records_of(self.log), system=fit.system, changes=changes, years=years,
            replications=REPLICATIONS,
        )  # fmt: skip


def today_for(user: User, asked: Asked, *, today: date) -> Today:
    """The system fitted to what this user may count.

    Raises: CannotEstimate where the records are too few to fit one.
    """
    log = log_for(user, asked, today=today, besides=(HEARING, ADJOURNED))
    return Today(asked, log, fitted(log, {}))


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
    people: dict[str, int]


def start_from(user: User, run: str) -> Start | None:
    """The question of a kept run, to change and ask anew; None where there is none to open."""
    try:
        found = WhatIfRun.objects.all().visible_to(user).filter(pk=UUID(run)).first()
    except ValueError:
        return None
    if found is None:
        return None
    return Start(found.changes, found.years, found.system.get("people", {}))


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
