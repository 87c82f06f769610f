"""Problems and repairs of an office, as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Breakdown, Case, Programme
from amparo.casework.cases.selectors.caseload import CaseRow, leads_of, row_of
from amparo.directory.models import Institution, Unit
from amparo.errors import NotVisible
from amparo.reform.models import (
    Evaluation,
    Exposure,
    Intervention,
    ProblemStage,
    Registration,
    SystemProblem,
)

MOST = 100


@dataclass(frozen=True)
class Standing:
    """A problem, how far it has come, and its repairs."""

    problem: SystemProblem
    stage: ProblemStage | None
    stages: tuple[ProblemStage, ...]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class Repair:
    """A repair: its plans, where it acts, and what was found of it last."""

    intervention: Intervention
    plans: tuple[Registration, ...]
    planned: tuple[Exposure, ...]
    acting: tuple[Exposure, ...]
    found: tuple[Evaluation, ...]

    @property
    def last(self) -> Evaluation | None:
        """What was found of it last."""
        return self.found[0] if self.found else None


def problems_for(user: User) -> tuple[Standing, ...]:
    """The office's problems, newest first, each with its stage and repairs; six queries."""
    rows = (
        SystemProblem.objects.all()
        .visible_to(user)
        .select_related("institution", "programme", "owner", "authority")
        .prefetch_related(
            "stages__recorded_by", "interventions__registrations", "interventions__owner",
            "interventions__exposures__institution", "interventions__exposures__unit",
            "interventions__evaluations", "interventions__authority",
        )
    )  # fmt: skip
    return tuple(_standing(row) for row in rows)


def problem_for(user: User, pk: UUID, verb: str = "figures.exact") -> Standing:
    """One problem of the person's office; NotVisible where there is none."""
    row = (
        SystemProblem.objects.all().visible_to(user, verb)
        .select_related("institution", "programme", "owner", "authority", "office")
        .filter(pk=pk).first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return _standing(row)


def repair_for(user: User, pk: UUID, verb: str = "figures.exact") -> Repair:
    """One repair of the person's office; NotVisible where there is none."""
    row = (
        Intervention.objects.all().visible_to(user, verb)
        .select_related("problem", "owner", "authority").filter(pk=pk).first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return _repair(row)


def exposure_for(user: User, pk: UUID) -> Exposure:
    """One place where a repair acts still; NotVisible where there is none."""
    row = (
        Exposure.objects.all().visible_to(user, "repairs.manage")
        .filter(pk=pk, to_on__isnull=True).select_related("intervention").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return row


def _standing(row: SystemProblem) -> Standing:
    stages = tuple(row.stages.all())
    repairs = tuple(_repair(each) for each in row.interventions.all())
    return Standing(row, stages[-1] if stages else None, stages, repairs)


def _repair(row: Intervention) -> Repair:
    exposures = list(row.exposures.all())
    return Repair(
        row, tuple(row.registrations.all()), tuple(e for e in exposures if e.is_planned),
        tuple(e for e in exposures if not e.is_planned), tuple(row.evaluations.all()),
    )  # fmt: skip


def places_to_choose(user: User) -> list[tuple[str, str]]:
    """Institutions and units where a repair may act: u:ID or i:ID, and their names."""
    units = Unit.objects.visible_to(user).filter(closed_on=None).select_related("institution")
    institutions = Institution.objects.visible_to(user).filter(is_office=False)
    return [
        *((f"i:{one.pk}", one.name) for one in institutions[:MOST]),
        *((f"u:{one.pk}", f"{one.name}, {one.institution.name}") for one in units[: 3 * MOST]),
    ]


def authorities_for(user: User) -> list[Institution]:
    """Institutions that may share a problem."""
    return list(Institution.objects.visible_to(user).filter(is_office=False)[: 3 * MOST])


def programmes_of(user: User) -> list[Programme]:
    """The office's programmes."""
    return list(Programme.objects.all().visible_to(user))


def cases_broken(
    user: User, *, cause: str, step: str, today: date
) -> tuple[Sequence[CaseRow], int]:
    """The cases that a cause broke at a step, of those this user may open, and how many there are.

    Counts: confirmed breakdowns' cases that may enter the user's figures; a hundred are listed.
    """
    rows = Breakdown.objects.counted().filter(cause=cause, step=step)
    n = rows.countable_by(user).values("case").distinct().count()
    cases = list(
        Case.objects.all().visible_to(user).filter(pk__in=rows.values("case"))
        .select_related("programme", "standing").order_by("standing__next_due_on", "code")[:MOST]
    )  # fmt: skip
    leads = leads_of(cases)
    return [row_of(case, leads.get(case.pk, ""), today=today) for case in cases], n
