"""Lists of cases: the caseload, its filters and its counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from amparo.access.models import User
from amparo.casework.cases.derive import WAYS
from amparo.casework.cases.models import Case, Clock, Programme, Standing, Task, TeamMember
from amparo.casework.cases.models.case import CaseQuerySet
from amparo.casework.cases.models.visibility import reaches_office
from amparo.directory.packs import milestone_types
from amparo.errors import NotVisible

PAGE = 25
WEEK = 7
COUNT_UP_TO = 500  # counting past this would grow with the office; pages then say "500+"


@dataclass(frozen=True)
class CaseFilter:
    """What a list of cases is narrowed to; an address can carry each field."""

    programme: str = ""
    way: str = ""
    stage: str = ""
    state: str = "open"
    due: str = ""
    mine: str = ""
    code: str = ""


@dataclass(frozen=True)
class CaseRow:
    """One case in a list: codes and dates, no name."""

    code: str
    programme: str
    opened_on: date
    stages: tuple[tuple[str, str], ...]
    next_due_on: date | None
    next_what: str
    days_over: int
    lead: str
    is_open: bool
    has_alert: bool


@dataclass(frozen=True)
class CasePage:
    """One page of a list, with the count of the whole list."""

    rows: tuple[CaseRow, ...]
    n: int
    n_is_more: bool
    page: int
    has_next: bool


def cases_matching(user: User, chosen: CaseFilter, *, today: date) -> CaseQuerySet:
    """The cases this user may see that the filter keeps.

    For a partner only code and state narrow: the rest would tell what they may not read.
    """
    if not user.may("people.read"):
        chosen = CaseFilter(state=chosen.state, code=chosen.code)
    cases = Case.objects.all().visible_to(user)
    if chosen.programme:
        cases = cases.filter(programme=id_of(chosen.programme))
    if chosen.state in {"open", "closed"}:
        cases = cases.filter(standing__is_open=chosen.state == "open")
    if chosen.way in WAYS and chosen.stage:
        cases = cases.filter(**{f"standing__{chosen.way}": chosen.stage})
    if chosen.code:
        cases = cases.filter(code__startswith=chosen.code.strip().upper())
    if chosen.mine:
        lead = TeamMember.objects.filter(case=OuterRef("pk"), user=user, to_on__isnull=True)
        cases = cases.filter(Exists(lead.filter(leads=True) if chosen.mine == "lead" else lead))
    return cases.filter(_due(chosen.due, today))


def id_of(text: str) -> UUID:
    """The id an address carries; text that is none gives the id of nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _due(due: str, today: date) -> Q:
    """Overdue, due within a week, without a next step, or in danger; anything else keeps all."""
    week = {"due_on__gte": today, "due_on__lte": today + timedelta(days=WEEK)}
    clocks = Clock.objects.filter(case=OuterRef("pk"), stopped_on__isnull=True, **week)
    tasks = Task.objects.filter(case=OuterRef("pk"), done_at__isnull=True, **week)
    return {
        "week": Q(Exists(clocks)) | Q(Exists(tasks)),
        "overdue": Q(standing__next_due_on__lt=today),
        "none": Q(standing__next_due_on__isnull=True, standing__is_open=True),
        "alert": Q(standing__has_alert=True),
    }.get(due, Q())


def caseload_for(user: User, chosen: CaseFilter, *, page: int, today: date) -> CasePage:
    """One page of the caseload, what is due soonest first; as many queries whatever its size."""
    cases = cases_matching(user, chosen, today=today)
    n = count_of(cases)
    start = (page - 1) * PAGE
    found = _some_of(cases, user, chosen, slice(start, start + PAGE + 1))
    leads = leads_of(found)
    rows = [row_of(case, leads.get(case.pk, ""), today=today) for case in found[:PAGE]]
    return CasePage(
        rows=tuple(rows if user.may("people.read") else map(_code_only, rows)),
        n=min(n, COUNT_UP_TO),
        n_is_more=n > COUNT_UP_TO,
        page=page,
        has_next=len(found) > PAGE,
    )


def _some_of(cases: CaseQuerySet, user: User, chosen: CaseFilter, which: slice) -> list[Case]:
    """What is due soonest first, then what has been silent longest.

    Whoever reaches the whole office starts from where its open cases stand, which an index keeps in
    this order: started from the cases, all of them would be sorted for one page.
    """
    shown = Case.objects.select_related("programme", "standing")
    if chosen.state == "open" and reaches_office(user):
        standings = standings_of(user, cases).filter(is_open=True)
        ids = list(standings.order_by(*_soonest(), "case").values_list("case", flat=True)[which])
        known = shown.in_bulk(ids)
        return [known[pk] for pk in ids]
    return list(
        cases.select_related("programme", "standing").order_by(*_soonest("standing__"), "pk")[which]
    )


def standings_of(user: User, cases: CaseQuerySet) -> QuerySet[Standing]:
    """Where these cases stand, for a list in the order of an index.

    Whoever reaches the whole office is asked row by row; anyone else's few cases come first.
    """
    if reaches_office(user):
        return Standing.objects.filter(Exists(cases.filter(pk=OuterRef("case"))))
    return Standing.objects.filter(case__in=cases)


def _soonest(prefix: str = "") -> tuple[OrderBy, OrderBy]:
    due, silent = F(f"{prefix}next_due_on"), F(f"{prefix}last_happened_on")
    return due.asc(nulls_last=True), silent.asc(nulls_first=True)


def count_of(cases: QuerySet[Any]) -> int:
    """How many, counted no further than one past COUNT_UP_TO."""
    return cases.order_by()[: COUNT_UP_TO + 1].count()


def _code_only(row: CaseRow) -> CaseRow:
    """What a partner sees of a case in a list."""
    return replace(
        row, stages=(), next_due_on=None, next_what="", days_over=0, lead="", has_alert=False
    )


def leads_of(cases: list[Case]) -> dict[object, str]:
    """Case id → the name of the colleague who leads it."""
    members = TeamMember.objects.filter(case__in=cases, leads=True, to_on__isnull=True)
    return dict(members.values_list("case_id", "user__name"))


def row_of(case: Case, lead: str, *, today: date) -> CaseRow:
    """One case as a list shows it."""
    types, standing = milestone_types(), case.standing
    stages = tuple((way, types[code].name) for way in WAYS if (code := getattr(standing, way)))
    due = standing.next_due_on
    return CaseRow(
        code=case.code,
        programme=case.programme.name,
        opened_on=case.opened_on,
        stages=stages,
        next_due_on=due,
        next_what=standing.next_what,
        days_over=max(0, (today - due).days) if due else 0,
        lead=lead,
        is_open=standing.is_open,
        has_alert=standing.has_alert,
    )


def case_for(user: User, code: str, verb: str = "cases.read") -> Case:
    """One case by its code, for this verb; NotVisible where it is not for this user."""
    found: Case | None = (
        Case.objects.all()
        .visible_to(user, verb)
        .select_related("programme", "standing", "office", "key")
        .filter(code=code.upper())
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def programmes_for(user: User) -> list[tuple[str, str]]:
    """The office's programmes to choose from: id and name."""
    rows = Programme.objects.all().visible_to(user).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]
