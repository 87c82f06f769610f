"""What waits today: lists of cases, each the head of a caseload filter and counted as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.access.models import User
from amparo.casework.cases.models import Clock, Referral, SafetyAlert, Task
from amparo.casework.cases.models.visibility import of_cases, reaches_office
from amparo.casework.cases.selectors.caseload import (
    COUNT_UP_TO,
    WEEK,
    CaseFilter,
    cases_matching,
    count_of,
    standings_of,
)
from amparo.errors import NotVisible

SHOWN = 10
READ = 2 * COUNT_UP_TO  # items read at once; more only where so many lie in few cases


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
    case_id: UUID
    what: str
    due_on: date
    is_statutory: bool


def today_for(user: User, *, today: date) -> Today:
    """The four lists, for whoever works on cases; as many queries however many cases there are."""
    if not user.may("people.read"):
        raise NotVisible
    return Today(
        alerts=_alerts(user),
        overdue=_overdue(user, today=today),
        coming=_coming(user, today=today),
        no_next=_no_next(user, today=today),
    )


def shared_for(user: User, *, today: date) -> WaitingList:
    """The open cases a partner was given, newest first, codes only; two queries."""
    chosen = CaseFilter()
    cases = cases_matching(user, chosen, today=today)
    rows = [Waiting(case.code, "") for case in cases.order_by("-opened_on", "code")[:SHOWN]]
    return _listed(chosen, count_of(cases), rows)


def _listed(chosen: CaseFilter, n: int, rows: Sequence[Waiting]) -> WaitingList:
    return WaitingList(chosen, tuple(rows), min(n, COUNT_UP_TO), n > COUNT_UP_TO)


def _alerts(user: User) -> WaitingList:
    """The newest danger of each case that has one, the newest first."""
    raised = SafetyAlert.objects.visible_to(user).filter(
        resolved_at__isnull=True, case__standing__is_open=True
    )
    newest = list(
        raised.order_by("-raised_at", "-case").values_list("case", "case__code", "what")[:READ]
    )
    first: dict[UUID, Waiting] = {}
    for case, code, what in newest:
        first.setdefault(case, Waiting(code, what))
    n = _n_cases(first.keys(), {len(newest)}, (raised,))
    return _listed(CaseFilter(due="alert"), n, list(first.values())[:SHOWN])


def _n_cases(found: Collection[UUID], read: Collection[int], asked: Sequence[QuerySet[Any]]) -> int:
    """In how many cases these items lie, counted no further than one past COUNT_UP_TO.

    `found` are the cases of what was read of each, `read` how much that was. An office that has
    many thousands of them is told at the first thousand that they are more than are counted.
    """
    if max(read) < READ or len(found) > COUNT_UP_TO:
        return len(found)
    return len({
        case
        for rows in asked
        for case in rows.order_by().values_list("case", flat=True).distinct()[: COUNT_UP_TO + 1]
    })  # fmt: skip


def _overdue(user: User, *, today: date) -> WaitingList:
    """Cases past a term of the law first, then the longest overdue."""
    chosen = CaseFilter(due="overdue")
    cases = cases_matching(user, chosen, today=today)
    is_legal = Q(standing__legal_due_on__lt=today)
    # Whoever is past a term of the law is overdue: said twice, it would keep the database from
    # starting with the term that ran out first.
    past = cases_matching(user, CaseFilter(), today=today).filter(is_legal)
    legal = past.order_by("standing__legal_due_on", "code")
    others = cases.filter(Q(standing__legal_due_on__isnull=True) | ~is_legal).order_by(
        "standing__next_due_on", "code"
    )
    found = [
        *legal.values_list("pk", "code")[:SHOWN], *others.values_list("pk", "code")[:SHOWN],
    ][:SHOWN]  # fmt: skip
    rows = _rows(found, since=date.min, until=today, today=today)
    return _listed(chosen, count_of(cases), rows)


def _coming(user: User, *, today: date) -> WaitingList:
    """What falls due from today until a week from now, soonest first.

    The items are asked for by their day, and not each case for its items: of those an office has
    too many. Whose cases are few is asked for these by name, or a database that takes the items of
    a week for few would look at every case's.
    """
    until = today + timedelta(days=WEEK)
    theirs = of_cases(user, "cases.read") & Q(case__standing__is_open=True)
    if not reaches_office(user):
        own = cases_matching(user, CaseFilter(), today=today).order_by()
        named = list(own.values_list("pk", flat=True)[: READ + 1])
        theirs = Q(case__in=named) if len(named) <= READ else theirs
    theirs &= Q(due_on__range=(today, until))
    clocks = Clock.objects.filter(theirs, stopped_on__isnull=True)
    tasks = Task.objects.filter(theirs, done_at__isnull=True)
    soonest = [
        list(rows.order_by("due_on", "case").values_list("due_on", "case__code", "case")[:READ])
        for rows in (clocks, tasks)
    ]
    in_order = sorted((item for items in soonest for item in items), key=_day_and_code)
    found = dict.fromkeys((pk, code) for _, code, pk in in_order)
    rows = _rows(list(found)[:SHOWN], since=today, until=until + timedelta(days=1), today=today)
    n = _n_cases([pk for pk, _ in found], [len(items) for items in soonest], (clocks, tasks))
    return _listed(CaseFilter(due="week"), n, rows)


def _day_and_code(item: tuple[date, str, UUID]) -> tuple[date, str]:
    return item[:2]


def _no_next(user: User, *, today: date) -> WaitingList:
    """Open cases in which nothing waits, longest silent first.

    Those in which nothing was recorded yet are asked for alone: together with the others the
    database would put all of them in order for the first ten.
    """
    chosen = CaseFilter(due="none")
    cases = cases_matching(user, chosen, today=today)
    silent = standings_of(user, cases).filter(is_open=True, next_due_on__isnull=True)
    found: list[tuple[str, date | None]] = []
    for last in (True, False):
        rows = silent.filter(last_happened_on__isnull=last).order_by("last_happened_on", "case")
        some = rows.values_list("case__code", "last_happened_on")
        found += some[: SHOWN - len(found)]
    rows_ = [Waiting(code, "Last recorded", due_on=last) for code, last in found]
    return _listed(chosen, count_of(cases), rows_)


def _rows(
    cases: Sequence[tuple[UUID, str]], *, since: date, until: date, today: date
) -> list[Waiting]:
    """What of each case falls from `since` to before `until`: the law's first, then the soonest."""
    items: dict[UUID, list[_Item]] = {}
    # Everything that waits in these few cases, and the days here: asked for by day as well, the
    # database would start from all that the office has due.
    ids = [pk for pk, _ in cases]
    clocks = Clock.objects.filter(case__in=ids, stopped_on__isnull=True)
    tasks = Task.objects.filter(case__in=ids, done_at__isnull=True)
    for item in (
        *(_Item(c.case_id, c.name, c.due_on, c.is_statutory) for c in clocks),
        *(_Item(t.case_id, t.what, t.due_on, is_statutory=False) for t in tasks),
    ):
        if since <= item.due_on < until:
            items.setdefault(item.case_id, []).append(item)
    overdue = until == today
    rows = []
    for pk, code in cases:
        ordered = sorted(
            items.get(pk, []), key=lambda i: (overdue and not i.is_statutory, i.due_on, i.what)
        )
        if ordered:
            first = ordered[0]
            rows.append(
                Waiting(code, first.what, first.due_on, first.is_statutory, len(ordered) - 1)
            )
    return rows


def new_referrals_for(user: User) -> tuple[tuple[NewReferral, ...], int]:
    """The newest referrals that wait for a decision, urgent first, and how many wait in all.

    They are counted no further than one past COUNT_UP_TO.
    """
    if not user.may("referrals.read"):
        return (), 0
    waiting = Referral.objects.all().visible_to(user).filter(decision=Referral.Decision.OPEN)
    rows = waiting.order_by("-is_urgent", "-received_on", "code").values_list(
        "code", "received_on", "is_urgent"
    )[:SHOWN]
    return (
        tuple(NewReferral(*row) for row in rows),
        count_of(waiting),
    )
