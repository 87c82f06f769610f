"""When a suspect may be free: every survivor near them is checked on and told, the same day.

Of any milestone whose type `frees`, in every case of the office in which that person, or a record
decided to be the same person, is or was a suspect. A survivor whose file is closed counts as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases import derive
from amparo.casework.cases.models import (
    Case,
    Milestone,
    NearSuspect,
    Person,
    RoleInCase,
    SafetyDuty,
    SamePerson,
    Task,
    TeamMember,
)
from amparo.casework.cases.models.person import SURVIVOR_ROLES, SUSPECT_ROLES
from amparo.directory.packs import milestone_type, milestone_types

CHECK = "Safety check of a survivor: due the day it opened"
TELL = "News for a survivor: tell them through the safe channel"
MEND = "Tell a survivor that earlier news was wrong, through the safe channel"
WITHDRAWN = "What opened this was withdrawn"
FOR_ROLE = "social_worker"
HOLDS = frozenset({"restrain.arrested", "restrain.remanded", "restrain.held_after_conviction"})


@dataclass(frozen=True)
class Near:
    """A survivor, and the suspect of their own case who is the person set free."""

    case_id: UUID
    survivor_id: UUID
    suspect_id: UUID


def one_person(people: Iterable[UUID]) -> frozenset[UUID]:
    """These records and every other that was decided to be the same person."""
    known: set[UUID] = set(people)
    fresh = set(known)
    while fresh:
        links = SamePerson.objects.filter(undone_at__isnull=True)
        pairs = [
            *links.filter(one__in=fresh).values_list("one", "other"),
            *links.filter(other__in=fresh).values_list("one", "other"),
        ]
        fresh = {pk for pair in pairs for pk in pair} - known
        known |= fresh
    return frozenset(known)


def suspects_of(milestone: Milestone) -> frozenset[UUID]:
    """Whom a milestone is about; where it names nobody, every suspect of its case."""
    if milestone.person_id is not None:
        return frozenset({milestone.person_id})
    roles = RoleInCase.objects.filter(case=milestone.case_id, role__in=SUSPECT_ROLES)
    return frozenset(roles.values_list("person", flat=True))


def near(people: Collection[UUID], *, office_id: UUID) -> list[Near]:
    """Every survivor of the office who has one of these people as a suspect in their case."""
    suspects = RoleInCase.objects.filter(
        person__in=people, role__in=SUSPECT_ROLES, case__office=office_id
    )
    others = NearSuspect.objects.filter(person__in=people, case__office=office_id)
    by_case: dict[UUID, UUID] = {}
    for case_id, person_id in (
        *suspects.order_by("from_on", "pk").values_list("case", "person"),
        *others.order_by("since_at", "pk").values_list("case", "person"),
    ):
        by_case.setdefault(case_id, person_id)
    survivors = RoleInCase.objects.filter(case__in=by_case, role__in=SURVIVOR_ROLES)
    found = {
        Near(case_id, person_id, by_case[case_id])
        for case_id, person_id in survivors.values_list("case", "person")
        if person_id not in people
    }
    return sorted(found, key=lambda each: (str(each.case_id), str(each.survivor_id)))


def hold_people(people: Collection[UUID], *, cases: Collection[UUID] = ()) -> frozenset[UUID]:
    """Have a release and a new role wait for one another, so that no survivor falls between.

    First the people, then the cases they are suspects in, always in the order of their ids.
    """
    group = one_person(people)
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=group)
    list(rows.order_by("pk").values_list("pk"))
    linked = RoleInCase.objects.filter(person__in=group).values_list("case", flat=True)
    others = NearSuspect.objects.filter(person__in=group).values_list("case", flat=True)
    wanted = Case.objects.filter(pk__in={*linked, *others, *cases}).order_by("pk")
    list(wanted.select_for_update(no_key=True).values_list("pk"))
    return group


def hold_for(milestone_type_code: str, case: Case, person: Person | None) -> None:
    """Hold whom a milestone of this kind may free; nothing for other kinds."""
    if not milestone_type(milestone_type_code).frees:
        return
    about = Milestone(case=case, person=person)
    hold_people(suspects_of(about), cases={case.pk})


def open_duties(milestone: Milestone, *, at: datetime, only: Case | None = None) -> None:
    """Open what a freeing milestone asks for; what is open for the same event is not opened twice.

    Changes: for each survivor near the person a duty with two tasks due today, one to check on
    them and one to tell them, in their own case; the standing of those cases.
    """
    people = one_person(suspects_of(milestone))
    at = max(at, milestone.recorded_at)
    due_on = timezone.localdate(at)
    touched: dict[UUID, Case] = {}
    for each in near(people, office_id=milestone.case.office_id):
        if (only is not None and each.case_id != only.pk) or _is_known(each, milestone, people):
            continue
        case = touched.setdefault(each.case_id, Case.objects.get(pk=each.case_id))
        SafetyDuty.objects.create(
            case=case, survivor_id=each.survivor_id, suspect_id=each.suspect_id, cause=milestone,
            opened_at=at, due_on=due_on, check_task=_task(case, CHECK, due_on=due_on, at=at),
            tell_task=_task(case, TELL, due_on=due_on, at=at),
        )  # fmt: skip
    for case in touched.values():
        derive.refresh_next(case)


def _is_known(each: Near, milestone: Milestone, people: Collection[UUID]) -> bool:
    """Whether a duty stands for this survivor and this event, told of in whichever case."""
    return SafetyDuty.objects.filter(
        case=each.case_id, survivor=each.survivor_id, suspect__in=people,
        withdrawn_at__isnull=True, cause__type=milestone.type,
        cause__happened_on=milestone.happened_on,
    ).exists()  # fmt: skip


def _task(case: Case, what: str, *, due_on: date, at: datetime) -> Task:
    return Task.objects.create(
        case=case, what=what, due_on=due_on, made_at=at, owner=_owner(case)
    )  # fmt: skip


def _owner(case: Case) -> User | None:
    """A social worker of the team, else whoever leads the case."""
    rows = TeamMember.objects.filter(case=case, to_on__isnull=True).select_related("user")
    ordered = sorted(rows, key=lambda member: not member.leads)
    members = [row.user for row in ordered if row.user.is_active]
    fitting = [user for user in members if FOR_ROLE in user.held_roles]
    return next(iter([*fitting, *members]), None)


def note_near(*, case: Case, person: Person, at: datetime) -> None:
    """Keep that a person is a suspect for a case's survivors, though they have no role in it.

    Changes: where the person is free already, those survivors are checked on and told now. Nothing
    where the person has a suspect's role in the case: then it was done with the role.
    """
    hold_people([person.pk], cases={case.pk})
    if RoleInCase.objects.filter(case=case, person=person, role__in=SUSPECT_ROLES).exists():
        return
    NearSuspect.objects.get_or_create(case=case, person=person, defaults={"since_at": at})
    _open_while_free([person.pk], case, at=at)


def open_for_role(held: RoleInCase, *, at: datetime) -> None:
    """Someone new in a case: where a suspect of it is free already, its survivors are told now."""
    if held.role in SUSPECT_ROLES:
        _open_while_free([held.person_id], held.case, at=at)
    elif held.role in SURVIVOR_ROLES:
        roles = RoleInCase.objects.filter(case=held.case_id, role__in=SUSPECT_ROLES)
        others = NearSuspect.objects.filter(case=held.case_id)
        people = {
            *roles.values_list("person", flat=True), *others.values_list("person", flat=True)
        }  # fmt: skip
        _open_while_free(sorted(people, key=str), held.case, at=at)


def _open_while_free(people: Iterable[UUID], case: Case, *, at: datetime) -> None:
    for person in people:
        if (last := what_freed(one_person([person]), office_id=case.office_id)) is not None:
            open_duties(last, at=at, only=case)


def what_freed(people: Collection[UUID], *, office_id: UUID) -> Milestone | None:
    """The milestone by which this person is free now: the last that held or freed them, if any."""
    freeing = [code for code, kind in milestone_types().items() if kind.frees]
    roles = RoleInCase.objects.filter(person__in=people, role__in=SUSPECT_ROLES)
    of_all = Q(person__isnull=True, case__in=roles.values("case"))
    rows = Milestone.objects.filter(
        Q(person__in=people) | of_all, case__office=office_id, type__in=[*freeing, *HOLDS]
    ).current()
    last = rows.order_by("happened_on", "recorded_at", "pk").select_related("case").last()
    return last if last is not None and last.type not in HOLDS else None


def follow_correction(old: Milestone, newer: Milestone) -> None:
    """The corrected entry is what the duties are about from now on."""
    SafetyDuty.objects.filter(cause=old).update(cause=newer)


def take_back_duties(milestone: Milestone, *, by: User, at: datetime) -> None:
    """Undo what a release that never happened had opened.

    Where the same event stands recorded in another case, its duties stand. A survivor who was told
    already is told that it was not so: a task for today.
    """
    open_rows = SafetyDuty.objects.filter(cause=milestone, withdrawn_at__isnull=True)
    if not open_rows.exists():
        return
    people = one_person(suspects_of(milestone))
    same = Milestone.objects.filter(
        type=milestone.type, happened_on=milestone.happened_on, person__in=people,
        case__office=milestone.case.office_id,
    ).current().exclude(pk=milestone.pk).first()  # fmt: skip
    if same is None:
        withdraw_duties(list(open_rows.select_related("case")), by=by, at=at)
        return
    for duty in open_rows:
        twin = SafetyDuty.objects.filter(
            case=duty.case_id, survivor=duty.survivor_id, suspect=duty.suspect_id, cause=same,
            withdrawn_at__isnull=True,
        )  # fmt: skip
        if twin.exists():
            withdraw_duties([duty], by=by, at=at, is_mended=False)
        else:
            SafetyDuty.objects.filter(pk=duty.pk).update(cause=same)


def withdraw_duties(
    duties: Sequence[SafetyDuty], *, by: User, at: datetime, is_mended: bool = True
) -> None:
    """Take duties back: their open tasks close, and whoever was told is told again."""
    for duty in duties:
        Task.objects.filter(
            pk__in=[duty.check_task_id, duty.tell_task_id], done_at__isnull=True
        ).update(done_at=at, done_by=by, outcome=WITHDRAWN, version=F("version") + 1)
        SafetyDuty.objects.filter(pk=duty.pk).update(withdrawn_at=at, version=F("version") + 1)
        if duty.was_told and is_mended:
            _task(duty.case, MEND, due_on=timezone.localdate(at), at=at)
        derive.refresh_next(duty.case)
