"""What waits today: lists of cases, each the head of a caseload filter and counted as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, Exists, F, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least

from amparo.access.models import User
from amparo.casework.cases.models import Case, Clock, Referral, SafetyAlert, Task
from amparo.casework.cases.models.case import CaseQuerySet
from amparo.casework.cases.selectors.caseload import (
    COUNT_UP_TO,
    WEEK,
    CaseFilter,
    cases_matching,
    count_of,
)

SHOWN = 10
NEVER = date.max


@dataclass(frozen=True)
class Waiting:
    """One case in a list of Today: its code, what waits, and until when."""

    code: str
    what: str
    due_on: date | None = None
    is_statutory: bool = False
    n_more: int = 0


@dataclass(frozen=True)
class WaitingList:
    """The first cases of a list, and how many the caseload shows under the same filter."""

    chosen: CaseFilter
    rows: tuple[Waiting, ...]
    n: int
    n_is_more: bool


@dataclass(frozen=True)
class NewReferral:
    """A referral that waits for a decision, by its code."""

    code: str
    received_on: date
    is_urgent: bool


@dataclass(frozen=True)
class Today:
    """What a person who works on cases has before them."""

    alerts: WaitingList
    overdue: WaitingList
    coming: WaitingList
    no_next: WaitingList


@dataclass(frozen=True)
class _Item:
    case_id: object
    what: str
    due_on: date
    is_statutory: bool


def today_for(user: User, *, today: date) -> Today:
    """The four lists; ten queries however many cases there are."""
    return Today(
        alerts=_alerts(user, today=today),
        overdue=_overdue(user, today=today),
        coming=_coming(user, today=today),
        no_next=_no_next(user, today=today),
    )


def shared_for(user: User, *, today: date) -> WaitingList:
    """The open cases a partner was given, newest first, codes only; two queries."""
    chosen = CaseFilter()
    cases = cases_matching(user, chosen, today=today)
    rows = [Waiting(case.code, "") for case in cases.order_by("-opened_on", "code")[:SHOWN]]
    return _listed(chosen, cases, rows)


def _listed(chosen: CaseFilter, cases: CaseQuerySet, rows: Sequence[Waiting]) -> WaitingList:
    n = count_of(cases)
    return WaitingList(chosen, tuple(rows), min(n, COUNT_UP_TO), n > COUNT_UP_TO)


def _alerts(user: User, *, today: date) -> WaitingList:
    chosen = CaseFilter(due="alert")
    cases = cases_matching(user, chosen, today=today)
    raised = SafetyAlert.objects.filter(case=OuterRef("pk"), resolved_at__isnull=True)
    newest = raised.order_by("-raised_at").values("what")[:1]
    first = raised.order_by("-raised_at").values("raised_at")[:1]
    found = cases.annotate(danger=Subquery(newest), since=Subquery(first)).order_by(
        "-since", "code"
    )
    return _listed(
        chosen, cases, [Waiting(*row) for row in found.values_list("code", "danger")[:SHOWN]]
    )


def _overdue(user: User, *, today: date) -> WaitingList:
    """Statutory clocks first, then the longest overdue."""
    chosen = CaseFilter(due="overdue")
    cases = cases_matching(user, chosen, today=today)
    legal = Clock.objects.filter(
        case=OuterRef("pk"), stopped_on__isnull=True, due_on__lt=today, is_statutory=True
    )
    found = cases.annotate(is_legal=Exists(legal)).order_by(
        "-is_legal", "standing__next_due_on", "code"
    )[:SHOWN]
    return _listed(chosen, cases, _rows(list(found), since=date.min, until=today, today=today))


def _coming(user: User, *, today: date) -> WaitingList:
    """What falls due from today until a week from now, soonest first."""
    chosen = CaseFilter(due="week")
    until = today + timedelta(days=WEEK)
    cases = cases_matching(user, chosen, today=today)
    week = {"case": OuterRef("pk"), "due_on__gte": today, "due_on__lte": until}
    soonest = Least(
        _first(Clock.objects.filter(stopped_on__isnull=True, **week)),
        _first(Task.objects.filter(done_at__isnull=True, **week)),
    )
    found = cases.annotate(soonest=soonest).order_by("soonest", "code")[:SHOWN]
    rows = _rows(list(found), since=today, until=until + timedelta(days=1), today=today)
    return _listed(chosen, cases, rows)


def _first(rows: QuerySet[Clock] | QuerySet[Task]) -> Coalesce:
    earliest = rows.order_by().values("case").annotate(first=Min("due_on")).values("first")
    return Coalesce(Subquery(earliest), Value(NEVER), output_field=DateField())


def _no_next(user: User, *, today: date) -> WaitingList:
    """Open cases in which nothing waits, longest silent first."""
    chosen = CaseFilter(due="none")
    cases = cases_matching(user, chosen, today=today)
    found = cases.select_related("standing").order_by(
        F("standing__last_happened_on").asc(nulls_first=True), "code"
    )
    rows = [
        Waiting(case.code, "Last recorded", due_on=case.standing.last_happened_on)
        for case in found[:SHOWN]
    ]
    return _listed(chosen, cases, rows)


def _rows(cases: Sequence[Case], *, since: date, until: date, today: date) -> list[Waiting]:
    """What of each case falls from `since` to before `until`: the law's first, then the soonest."""
    items: dict[object, list[_Item]] = {}
    span = {"case__in": cases, "due_on__gte": since, "due_on__lt": until}
    clocks = Clock.objects.filter(stopped_on__isnull=True, **span)
    tasks = Task.objects.filter(done_at__isnull=True, **span)
    for item in (
        *(_Item(c.case_id, c.name, c.due_on, c.is_statutory) for c in clocks),
        *(_Item(t.case_id, t.what, t.due_on, is_statutory=False) for t in tasks),
    ):
        items.setdefault(item.case_id, []).append(item)
    overdue = until == today
    rows = []
    for case in cases:
        ordered = sorted(
            items.get(case.pk, []), key=lambda i: (overdue and not i.is_statutory, i.due_on, i.what)
        )
        if ordered:
            first = ordered[0]
            rows.append(
                Waiting(case.code, first.what, first.due_on, first.is_statutory, len(ordered) - 1)
            )
    return rows


def new_referrals_for(user: User) -> tuple[tuple[NewReferral, ...], int]:
    """The newest referrals that wait for a decision, urgent first, and how many wait in all."""
    if not user.may("referrals.read"):
        return (), 0
    waiting = Referral.objects.all().visible_to(user).filter(decision=Referral.Decision.OPEN)
    rows = waiting.order_by("-is_urgent", "-received_on", "code").values_list(
        "code", "received_on", "is_urgent"
    )[:SHOWN]
    return (
        tuple(NewReferral(*row) for row in rows),
        waiting.count(),
    )
