"""Who is suspected in a case, where they stand between free and held, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone, Person, PersonFingerprint, RoleInCase
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.casework.docket.models import Appeal, Charge
from amparo.casework.restrain.before_arrest import Known, Missing, missing_before_arrest
from amparo.casework.restrain.liberty import (
    HELD,
    Happening,
    Liberty,
    Stage,
    in_order,
    liberty_of,
    stage_by_verdicts,
    stage_of,
)
from amparo.casework.restrain.models import Fact, Source, SuspectFile, Warrant
from amparo.casework.restrain.services.warrants import ENDS
from amparo.errors import NotVisible

Row = TypeVar("Row", bound=Fact)
EVIDENCE = ("restrain.exhibit_logged", "restrain.lab_result")


@dataclass(frozen=True)
class Suspect:
    """One suspect of a case as the list shows them: no name."""

    person_id: str
    label: str
    stage: Stage
    liberty: Liberty
    since: date | None
    missing: tuple[Missing, ...]
    n_sources: int
    warrant_days: int | None
    is_sought: bool

    @property
    def is_cleared(self) -> bool:
        """Acquitted of everything: no suspect any more."""
        return self.stage is Stage.ACQUITTED


def suspects_for(user: User, case: Case, *, today: date) -> tuple[Suspect, ...]:
    """Everyone suspected in a case; the same ten queries however many there are."""
    who = [one for one in people_in(case, user) if one.is_suspect]
    ids = {UUID(one.person_id) for one in who}
    told = happenings_of(user, case)
    ends = ends_by_person(user, case, ids)
    files = {f.person_id: f for f in SuspectFile.objects.visible_to(user).filter(case=case)}
    named = set(
        PersonFingerprint.objects.filter(person__in=ids, kind="name").values_list(
            "person_id", flat=True
        )
    )
    sources = [row.person_id for row in standing(Source, user, case)]
    warrants = _open_warrants(user, case)
    return tuple(
        _suspect(
            one, told[1], ends, files, warrants,
            happened=[*told[0].get(UUID(one.person_id), []), *told[0].get(None, [])],
            has_name=UUID(one.person_id) in named,
            n_sources=sources.count(UUID(one.person_id)), today=today,
        )
        for one in who
    )  # fmt: skip


def _suspect(
    who: Who, has_evidence: bool, ends: dict[UUID, list[str | None]],  # noqa: FBT001
    files: dict[UUID, SuspectFile], warrants: dict[UUID, date], *, happened: list[Happening],
    has_name: bool, n_sources: int, today: date,
) -> Suspect:  # fmt: skip
    person_id = UUID(who.person_id)
    file, warrant = files.get(person_id), warrants.get(person_id)
    liberty = liberty_of(happened)
    stage = stage_by_verdicts(ends.get(person_id, [])) or stage_of(happened)
    known = Known(
        has_name=has_name,
        has_description=bool(file and file.description_sealed),
        has_whereabouts=bool(file and file.whereabouts_sealed) or liberty is Liberty.LOCATED,
        has_source=n_sources > 0,
        has_evidence=has_evidence,
        warrant_is_required=file.needs_warrant if file else True,
        warrant_is_in_force=warrant is not None,
    )
    waits = stage in {Stage.SUSPECT, Stage.ACCUSED} and liberty in {
        Liberty.UNKNOWN, Liberty.LOCATED, Liberty.AT_LARGE,
    }  # fmt: skip
    return Suspect(
        person_id=who.person_id,
        label=who.label,
        stage=stage,
        liberty=liberty,
        since=_since(happened),
        missing=missing_before_arrest(known) if waits else (),
        n_sources=n_sources,
        warrant_days=(today - warrant).days if warrant else None,
        is_sought=waits,
    )


def _since(happened: list[Happening]) -> date | None:
    """The day since which the person has been where they are."""
    ordered = in_order(happened)
    now, since = liberty_of(ordered), None
    for n in range(len(ordered), 0, -1):
        if liberty_of(ordered[:n]) is not now:
            break
        before = liberty_of(ordered[: n - 1])
        since = ordered[n - 1].happened_on if before is not now or n == 1 else since
    return since if now is not Liberty.UNKNOWN else None


def happenings_of(user: User, case: Case) -> tuple[dict[UUID | None, list[Happening]], bool]:
    """The current milestones of a case by whom they are about, and whether evidence is kept."""
    rows = Milestone.objects.visible_to(user).filter(case=case).current()
    found: dict[UUID | None, list[Happening]] = {}
    has_evidence = False
    for row in rows:
        has_evidence = has_evidence or row.type in EVIDENCE
        found.setdefault(row.person_id, []).append(happening(row))
    return found, has_evidence


def happening(row: Milestone) -> Happening:
    """A milestone as liberty is worked out from it."""
    return Happening(row.type, row.happened_on, row.recorded_at, str(row.pk))


def ends_by_person(
    user: User, case: Case, people: Collection[UUID]
) -> dict[UUID, list[str | None]]:
    """How each live charge against these people ended in the courts of a case, if it has."""
    charges = (
        Charge.objects.visible_to(user)
        .filter(
            accused__person__in=people, accused__court_case__joined__case=case,
            replaced_by__isnull=True,
        )
        .select_related("accused")
        .prefetch_related("verdicts__appeals")
    )  # fmt: skip
    found: dict[UUID, list[str | None]] = {}
    for charge in charges:
        found.setdefault(charge.accused.person_id, []).append(_end(charge))
    return found


def _end(charge: Charge) -> str | None:
    """The standing verdict: the last row, unless an appeal sent it back to be tried."""
    last = max(charge.verdicts.all(), key=lambda verdict: verdict.number, default=None)
    if last is None:
        return None
    sent_back = any(a.result == Appeal.Result.SENT_BACK for a in last.appeals.all())
    return None if sent_back else str(last.outcome)


def _open_warrants(user: User, case: Case) -> dict[UUID, date]:
    """Person → the day of their oldest warrant that is still to be carried out."""
    rows = Warrant.objects.visible_to(user).filter(case=case, taken_back_at__isnull=True)
    found: dict[UUID, date] = {}
    for row in rows.prefetch_related("steps").order_by("-on"):
        if not any(s.what in ENDS and s.taken_back_at is None for s in row.steps.all()):
            found[row.person_id] = row.on
    return found


def standing(model: type[Row], user: User, case: Case) -> list[Row]:
    """Rows of a kind in a case that nobody took back, each with the key that unseals it."""
    rows = model._default_manager.visible_to(user)  # type: ignore[attr-defined]
    found = rows.filter(case=case, taken_back_at__isnull=True)
    return list(found.select_related("case__key", "recorded_by"))


def suspect_in(user: User, case: Case, person_id: UUID) -> Person:
    """A person who is, or was, a suspect in this case; NotVisible for anyone else."""
    roles = RoleInCase.objects.visible_to(user).filter(
        case=case, person=person_id, role__in=SUSPECT_ROLES
    )
    held = roles.select_related("person__key", "person__office").first()
    if held is None:
        raise NotVisible
    return held.person


def is_held(liberty: Liberty) -> bool:
    """Whether a person is in custody."""
    return liberty in HELD


def elsewhere(case: Case, people: Iterable[UUID]) -> tuple[Liberty, date | None, int]:
    """Where the person stands by other cases of the office, since when, and how many there are.

    Told without their codes: whoever works here may not know of them.
    """
    roles = RoleInCase.objects.filter(
        person__in=people, role__in=SUSPECT_ROLES, case__office=case.office_id
    ).exclude(case=case)
    cases = set(roles.values_list("case", flat=True))
    rows = Milestone.objects.filter(case__in=cases, person__in=people).current()
    happened = [happening(row) for row in rows]
    return liberty_of(happened), _since(happened), len(cases)
