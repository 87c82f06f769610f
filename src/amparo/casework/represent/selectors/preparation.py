"""Survivors' plans for court, and what was done of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.casework.docket.models import CourtCase
from amparo.casework.docket.selectors.court import hearings_of
from amparo.casework.docket.selectors.lines import HearingLine
from amparo.casework.represent.models import Preparation, Visit
from amparo.errors import NotVisible

CHECK_WITHIN = timedelta(days=7)  # threats are asked about in the week before a hearing


@dataclass(frozen=True)
class VisitLine:
    """One step of preparing."""

    what: str
    on: date
    by: str
    note: str
    is_threatened: bool | None


@dataclass(frozen=True)
class Prepared:
    """One survivor's preparation; `needs_check` where a hearing is near and nobody asked."""

    who: Who
    mode: str
    telling: str
    how: str
    comfort: str
    transport: str
    visits: tuple[VisitLine, ...]
    needs_check: bool
    is_blank: bool
    """Whether nobody asked or planned anything with them yet."""


def prepared_in(user: User, case: Case, today: date) -> tuple[Prepared, ...]:
    """Every survivor of the case; a fixed number of queries."""
    plans = {
        str(plan.survivor_id): plan
        for plan in Preparation.objects.visible_to(user)
        .filter(case=case)
        .select_related("case__key")
    }
    visits: dict[str, list[Visit]] = {}
    rows = Visit.objects.visible_to(user).filter(case=case).select_related("recorded_by")
    for visit in rows.select_related("recorded_by", "preparation", "case__key"):
        visits.setdefault(str(visit.preparation.survivor_id), []).append(visit)
    coming = next_hearing(user, case, today)
    return tuple(
        _prepared(who, plans.get(who.person_id), visits.get(who.person_id, []), coming, today)
        for who in people_in(case, user)
        if who.is_survivor and not who.has_ended
    )


def next_hearing(user: User, case: Case, today: date) -> HearingLine | None:
    """The next day in court of a case."""
    rows = CourtCase.objects.visible_to(user).filter(joined__case=case)
    return next((one for one in hearings_of(rows) if one.is_ahead(today)), None)


def _prepared(
    who: Who, plan: Preparation | None, visits: list[Visit], coming: HearingLine | None, today: date
) -> Prepared:
    asked = max((one.on for one in visits if one.kind == Visit.Kind.THREATS), default=None)
    near = coming is not None and coming.on <= today + CHECK_WITHIN
    lines = tuple(
        VisitLine(
            one.get_kind_display(), one.on, one.recorded_by.name, one.note(), one.is_threatened
        )
        for one in visits
    )
    words = {field: plan.words(field) if plan else "" for field in ("how", "comfort", "transport")}
    unasked = Preparation(mode=Preparation.Mode.UNDECIDED, telling=Preparation.Telling.UNASKED)
    said = plan or unasked
    return Prepared(
        who, said.get_mode_display(), said.get_telling_display(), words["how"], words["comfort"],
        words["transport"], lines, near and (asked is None or asked < today - CHECK_WITHIN),
        is_blank=plan is None or not _is_said(plan, words),
    )  # fmt: skip


def _is_said(plan: Preparation, words: dict[str, str]) -> bool:
    blank = (Preparation.Mode.UNDECIDED, Preparation.Telling.UNASKED)
    return any(words.values()) or (plan.mode, plan.telling) != blank


def survivor_in(user: User, case: Case, pk: UUID) -> Person:
    """A survivor of the case; NotVisible for anyone else."""
    known = {who.person_id for who in people_in(case, user) if who.is_survivor}
    found = Person.objects.visible_to(user).filter(pk=pk).first()
    if found is None or str(found.pk) not in known:
        raise NotVisible
    return found
