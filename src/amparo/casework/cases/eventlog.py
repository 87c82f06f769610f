"""The only bridge to the analysis: milestones out, opaque ids and dates, nothing else.

What leaves here has no field for a name, a note or a source; case ids are those of the database,
which mean nothing outside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import polars as pl
from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.access.models import User
from amparo.casework.cases.models import (
    Breakdown,
    BreakdownReview,
    BreakdownState,
    Case,
    Milestone,
    Precision,
)

COLUMNS = ("case", "type", "person", "happened_on", "precision", "institution", "unit", "programme")

BREAKDOWNS = (
    "case", "id", "cause", "step", "on", "days_lost", "found_by", "version", "state", "unit",
    "by_person",
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Which cases: a programme, a span of opening days; None leaves a side open."""

    programme: UUID | None = None
    opened_from: date | None = None
    opened_to: date | None = None

    @property
    def has_span(self) -> bool:
        """Whether it is of cases opened in a span."""
        return self.opened_from is not None or self.opened_to is not None

    def as_json(self) -> dict[str, str]:
        """The span of opening days, fit to be kept beside a figure; nothing where it has none."""
        span = {"opened_from": self.opened_from, "opened_to": self.opened_to}
        return {name: day.isoformat() for name, day in span.items() if day is not None}


def counted_cases(user: User, scope: Scope) -> QuerySet[Case]:
    """The cases that enter this user's figures."""
    cases = Case.objects.all().countable_by(user)
    if scope.programme:
        cases = cases.filter(programme=scope.programme)
    if scope.opened_from:
        cases = cases.filter(opened_on__gte=scope.opened_from)
    if scope.opened_to:
        cases = cases.filter(opened_on__lte=scope.opened_to)
    return cases


def _end_of(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(), tzinfo=UTC)


def _as_known(rows: QuerySet[Milestone], on: date) -> QuerySet[Milestone]:
    """As the log stood: without what was recorded later, with what was corrected later."""
    known = _end_of(on)
    newer = Milestone.objects.filter(supersedes=OuterRef("pk"), recorded_at__lt=known)
    return rows.filter(Q(recorded_at__lt=known), ~Exists(newer), is_void=False)


def read(user: User, scope: Scope, as_known_on: date | None = None) -> pl.DataFrame:
    """One row a milestone, with the columns of COLUMNS.

    Counts: milestones in force, of cases the user's figures may count. `as_known_on` replays the
    log as it stood at the end of that day (UTC), so that a late entry cannot change an old report.
    """
    rows = Milestone.objects.filter(case__in=counted_cases(user, scope))
    known = rows.current() if as_known_on is None else _as_known(rows, as_known_on)
    values = known.values_list(
        "case_id", "type", "person_id", "happened_on", "precision", "institution__name",
        "unit__name", "case__programme__name",
    )  # fmt: skip
    columns = list(zip(*values.iterator(chunk_size=5000), strict=True)) or [()] * len(COLUMNS)
    text = {"case": columns[0], "person": columns[2]}
    return pl.DataFrame(
        {
            name: [str(v) if v is not None else None for v in column] if name in text else column
            for name, column in zip(COLUMNS, columns, strict=True)
        },
        schema={name: pl.Date if name == "happened_on" else pl.String for name in COLUMNS},
    )


def read_traits(user: User, scope: Scope) -> pl.DataFrame:
    """`person`, `sex`, `birth_year` of whoever milestones of these cases are about, and no more.

    For figures that keep groups of a few back: two traits of one person can tell who it is.
    """
    about = Milestone.objects.filter(case__in=counted_cases(user, scope), person__isnull=False)
    values = list(about.values_list("person_id", "person__sex", "person__birth_year").distinct())
    made = [(str(person), sex, born) for person, sex, born in values]
    schema = {"person": pl.String, "sex": pl.String, "birth_year": pl.Int64}
    return pl.DataFrame(made, schema=schema, orient="row")


def imprecise(log: pl.DataFrame) -> int:
    """How many milestones are known to the month or year only, or about."""
    return log.filter(pl.col("precision") != Precision.DAY.value).height


def read_breakdowns(user: User, scope: Scope, as_known_on: date | None = None) -> pl.DataFrame:
    """One row a breakdown in force, with the columns of BREAKDOWNS; the rejected are among them.

    Counts: breakdowns of cases the user's figures may count. `state` says what a person said last;
    `by_person` whether a person said anything, or the detector took its proposal back itself.
    """
    before = None if as_known_on is None else _end_of(as_known_on)
    rows = Breakdown.objects.filter(case__in=counted_cases(user, scope))
    rows = rows.current(before).with_state(before)
    said = BreakdownReview.objects.filter(breakdown=OuterRef("pk"), reviewed_by__isnull=False)
    values = list(
        rows.annotate(by_person=Exists(said)).values_list(
            "case_id", "pk", "cause", "step", "on", "days_lost", "found_by", "found_version",
            "state", "unit__name", "institution__name", "by_person", "supersedes_id",
        )
    )  # fmt: skip
    made = [
        (str(case), str(pk), cause, step, on, lost, by, version, str(BreakdownState(state)),
         unit or place, bool(person or older))
        for case, pk, cause, step, on, lost, by, version, state, unit, place, person, older
        in values
    ]  # fmt: skip
    schema = dict.fromkeys(BREAKDOWNS, pl.String) | {
        "on": pl.Date, "days_lost": pl.Int64, "version": pl.Int64, "by_person": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(made, schema=schema, orient="row")
