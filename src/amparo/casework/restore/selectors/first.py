"""Whom to see first: the ten survivors of a caseload who come before the others today.

The order is written down, so that it can be argued with (docs/restore.md):
1. danger: an open safety alert of the case, or a safety duty that waits
2. safety overdue: a safety plan not made in time
3. plan reviews that are due
4. assessments that are due
5. visits after a return that are due
Within each, whoever has waited longest comes first. A survivor stands in the list once, under the
first reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import Case, Clock, RoleInCase, SafetyAlert, SafetyDuty
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.selectors.case import labels_in
from amparo.casework.restore.models import Plan

SHOWN = 10
SAFETY = ("practice.safety_plan",)
ASSESS = ("practice.assessment", "practice.reassessment", "practice.reassessment_yearly")
VISITS = ("practice.follow_up",)
ALERT, CHECK = "A safety alert is open", "Check on them and tell them"


@dataclass(frozen=True)
class First:
    """One survivor to see: the case, who in it, why, and since when or until when."""

    code: str
    person_id: UUID
    why: str
    due_on: date
    is_danger: bool = False
    who: str = ""


@dataclass(frozen=True)
class FirstList:
    """The first of a caseload, and how many survivors it holds."""

    rows: tuple[First, ...]
    n_survivors: int


Found = tuple[UUID, UUID, date]


def first_for(user: User, *, today: date, limit: int = SHOWN) -> FirstList:
    """The survivors who come first today, of the open cases this user may open; ten queries
    whatever the caseload."""
    cases = Case.objects.all().visible_to(user).filter(standing__is_open=True)
    most = 2 * limit  # enough, since at most `limit` of them stand in the list already
    reasons: tuple[tuple[str, bool, list[Found]], ...] = (
        (ALERT, True, _alerts(cases, most)),
        (CHECK, True, _duties(cases, most)),
        ("Make a safety plan", False, _clocks(cases, SAFETY, today, most)),
        ("Review the plan", False, _reviews(cases, today, most)),
        ("Assess strengths and needs", False, _clocks(cases, ASSESS, today, most)),
        ("Visit or call after the return", False, _clocks(cases, VISITS, today, most)),
    )
    kept = list(_first_of_each(reasons, limit))
    codes = dict(Case.objects.filter(pk__in={case for case, *_ in kept}).values_list("pk", "code"))
    labels = labels_in(codes, user)
    rows = tuple(
        First(codes[case], person, why, on, danger, labels.get((case, str(person)), ""))
        for case, person, on, why, danger in kept
    )
    held = RoleInCase.objects.filter(case__in=cases, role__in=SURVIVOR_ROLES, to_on__isnull=True)
    counted = held.aggregate(n=Count("person", distinct=True))
    return FirstList(rows, counted["n"])


def _first_of_each(
    reasons: tuple[tuple[str, bool, list[Found]], ...], limit: int
) -> Iterator[tuple[UUID, UUID, date, str, bool]]:
    """Each survivor under their first reason, until the list is full.

    What waits in a danger of the same rank is told together: an alert and a duty by day.
    """
    seen: set[tuple[UUID, UUID]] = set()
    danger = sorted(
        ((on, case, person, why) for why, is_danger, found in reasons if is_danger
         for case, person, on in found),
        key=lambda each: (each[0], str(each[1]), str(each[2])),
    )  # fmt: skip
    calm = ((on, case, person, why) for why, is_danger, found in reasons if not is_danger
            for case, person, on in found)  # fmt: skip
    n_danger = len(danger)
    for place, (on, case, person, why) in enumerate([*danger, *calm]):
        if (case, person) in seen:
            continue
        seen.add((case, person))
        yield case, person, on, why, place < n_danger
        if len(seen) == limit:
            return


def _alerts(cases: QuerySet[Case], most: int) -> list[Found]:
    """Survivors in a case with an open alert: the one it names, or all of the case."""
    rows = (
        SafetyAlert.objects.filter(case__in=cases, resolved_at__isnull=True)
        .order_by("raised_at")
        .values_list("case", "milestone__person", "raised_at")[: 3 * most]
    )
    survivors = _survivors({case for case, *_ in rows})
    found: dict[tuple[UUID, UUID], date] = {}
    for case, person, at in rows:
        named = [person] if person in survivors.get(case, ()) else survivors.get(case, ())
        for one in named:
            found.setdefault((case, one), timezone.localdate(at))
    return [(case, person, on) for (case, person), on in found.items()][:most]


def _survivors(cases: set[UUID]) -> Mapping[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    rows = RoleInCase.objects.filter(case__in=cases, role__in=SURVIVOR_ROLES, to_on__isnull=True)
    for case, person in rows.order_by("from_on", "pk").values_list("case", "person"):
        found.setdefault(case, []).append(person)
    return found


def _duties(cases: QuerySet[Case], most: int) -> list[Found]:
    waits = Q(withdrawn_at__isnull=True) & (Q(checked_at__isnull=True) | Q(told_at__isnull=True))
    return _grouped(SafetyDuty.objects.filter(waits, case__in=cases), "survivor", "due_on", most)


def _clocks(cases: QuerySet[Case], codes: tuple[str, ...], today: date, most: int) -> list[Found]:
    rows = Clock.objects.filter(
        case__in=cases, code__in=codes, stopped_on__isnull=True, due_on__lte=today,
        person__isnull=False,
    )  # fmt: skip
    return _grouped(rows, "person", "due_on", most)


def _reviews(cases: QuerySet[Case], today: date, most: int) -> list[Found]:
    rows = Plan.objects.filter(
        case__in=cases, review_task__done_at__isnull=True, review_task__due_on__lte=today
    )
    return _grouped(rows, "person", "review_task__due_on", most)


def _grouped(rows: QuerySet[Any], person: str, day: str, most: int) -> list[Found]:
    """One line a survivor, with the day that lies longest back."""
    found = rows.order_by().values("case", person).annotate(first=Min(day))
    return [(row["case"], row[person], row["first"])
            for row in found.order_by("first", "case", person)[:most]]  # fmt: skip
