"""One row of the docket for an act in a case; NotVisible where this person may not change it."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.casework.docket.models import (
    Accused,
    Appeal,
    Charge,
    CompensationOrder,
    CourtCase,
    CourtOrder,
    Hearing,
    Measure,
    PoliceCase,
    Readiness,
    Sentence,
    Summons,
    Verdict,
)
from amparo.errors import NotVisible

Row = TypeVar("Row", bound=models.Model)
WRITE = "cases.write"
MOST = 200  # court cases to choose among


def _one(
    model: type[Row],
    user: User,
    case: Case,
    pk: UUID,
    *related: str,
    verb: str = WRITE,
    **also: object,
) -> Row:
    """The row, if its court case is about this case; `also` narrows further."""
    rows: Any = model._default_manager.all()
    way = "" if rows.court_case == "pk" else f"{rows.court_case}__"
    fitting = rows.visible_to(user, verb).filter(**{f"{way}joined__case": case}, pk=pk, **also)
    found: Row | None = fitting.select_related(*related).distinct().first()
    if found is None:
        raise NotVisible
    return found


def court_case_in(user: User, case: Case, pk: UUID) -> CourtCase:
    """A court case that this case is about."""
    return _one(CourtCase, user, case, pk, "key", "court", "branch")


def court_cases_to_join(user: User, case: Case) -> tuple[list[CourtCase], list[CourtCase]]:
    """Open court cases of this person's other cases: with an accused of this file, and others."""
    known = CourtCase.objects.filter(joined__case=case)
    open_ones = CourtCase.objects.visible_to(user, WRITE).filter(ended_on__isnull=True)
    ours = Accused.objects.filter(court_case=OuterRef("pk"), person__roles__case=case)
    rows = open_ones.exclude(pk__in=known).select_related("court", "branch", "key")
    rows = rows.prefetch_related("joined__case").order_by("-filed_on")
    return list(rows.filter(Exists(ours))[:MOST]), list(rows.filter(~Exists(ours))[:MOST])


def police_cases_in(user: User, case: Case) -> list[PoliceCase]:
    """What the police registered in this case."""
    rows = PoliceCase.objects.visible_to(user, WRITE).filter(case=case)
    return list(rows.select_related("institution"))


def accused_in(user: User, case: Case, pk: UUID) -> Accused:
    """Someone accused in a court case of this case."""
    return _one(Accused, user, case, pk, "court_case__key", "court_case__court", "person")


def charge_in(user: User, case: Case, pk: UUID) -> Charge:
    """A charge in a court case of this case."""
    return _one(Charge, user, case, pk, "accused__court_case__court", "accused__person")


def verdict_in(user: User, case: Case, pk: UUID) -> Verdict:
    """A verdict in a court case of this case."""
    return _one(Verdict, user, case, pk, "charge__accused__court_case", "court_case")


def sentences_of(user: User, verdict: Verdict) -> list[Sentence]:
    """The sentences of the same accused that another could follow."""
    rows = Sentence.objects.visible_to(user, WRITE)
    return list(rows.filter(verdict__charge__accused=verdict.charge.accused_id))


def appeal_in(user: User, case: Case, pk: UUID) -> Appeal:
    """An appeal in a court case of this case."""
    return _one(Appeal, user, case, pk, "verdict__charge__accused__court_case", "court_case")


def compensation_in(user: User, case: Case, pk: UUID) -> CompensationOrder:
    """Compensation ordered for a survivor of this case."""
    return _one(
        CompensationOrder, user, case, pk, "court_case", "survivor", survivor__roles__case=case
    )


def hearing_in(user: User, case: Case, pk: UUID, *, verb: str = WRITE) -> Hearing:
    """A hearing in a court case of this case."""
    return _one(
        Hearing,
        user,
        case,
        pk,
        "court_case__court",
        "court_case__branch",
        "court_case__key",
        "judge",
        "adjournment",
        verb=verb,
    )


def heard_the_same_day(user: User, hearing: Hearing) -> list[Hearing]:
    """Hearings of other court cases before the same court on that day, not told yet."""
    court_case = hearing.court_case
    rows = Hearing.objects.visible_to(user, WRITE).filter(
        on=hearing.on, outcome="", court_case__court=court_case.court_id
    )
    if court_case.branch_id:
        rows = rows.filter(court_case__branch=court_case.branch_id)
    return list(rows.exclude(court_case=court_case).prefetch_related("court_case__joined__case"))


def order_in(user: User, case: Case, pk: UUID) -> CourtOrder:
    """An order in a court case of this case."""
    return _one(CourtOrder, user, case, pk, "court_case")


def summons_in(user: User, case: Case, pk: UUID) -> Summons:
    """A summons to a hearing of this case."""
    return _one(Summons, user, case, pk, "hearing__court_case__key")


def measure_in(user: User, case: Case, pk: UUID) -> Measure:
    """A protective measure asked for someone of this case."""
    return _one(Measure, user, case, pk, "hearing__court_case", person__roles__case=case)


def readiness_in(user: User, case: Case, pk: UUID) -> Readiness:
    """Something that must be ready for a hearing of this case."""
    return _one(Readiness, user, case, pk, "hearing__court_case")
