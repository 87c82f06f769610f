"""Questions as pages ask them, and what tests do with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from amparo.access.models import User
from amparo.reform.models import WhatIfRun
from amparo.reform.services.asking import Asked, Question, ask_what_if

AT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
QUESTION = Question(
    pathway="justice", programme=None, as_known_on=None, counted_to=date(2024, 5, 1), n_cases=120,
    records="a digest of the log", system={"stations": []}, changes={"arrivals": 1.2}, years=3,
    replications=10,
)  # fmt: skip


def question(**facts: object) -> Question:
    """A question that differs in what is given."""
    return replace(QUESTION, **facts)


def ask(by: User, *, token: UUID | None = None, minutes: int = 0, **facts: object) -> Asked:
    """Ask it, some minutes after nine."""
    return ask_what_if(
        by=by, at=AT + timedelta(minutes=minutes), token=token or uuid4(),
        question=question(**facts),
    )  # fmt: skip


def run_of(by: User, **facts: object) -> WhatIfRun:
    """The run of a question of its own."""
    return ask(by, **facts).run
