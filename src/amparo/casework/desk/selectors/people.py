"""What the pages about people ask: one person in a case, and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import (
    BreakGlass,
    Case,
    HiddenIdentity,
    Person,
    RoleInCase,
)
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.casework.cases.selectors.caseload import count_of
from amparo.directory.packs import code_list
from amparo.errors import NotVisible


@dataclass(frozen=True)
class HeldRole:
    """One role of a person in one case, with its days."""

    id: str
    role: str
    case_code: str
    from_on: date
    to_on: date | None
    is_here: bool


@dataclass(frozen=True)
class PersonPage:
    """A person in a case before anyone asks for the name."""

    person: Person
    who: Who
    sex: str
    roles: tuple[HeldRole, ...]
    may_write: bool
    is_hidden: bool


def person_in(user: User, case: Case, person_id: UUID) -> Person:
    """A person who holds or held a role in this case, or NotVisible."""
    people = Person.objects.all().visible_to(user).select_related("key", "office")
    found: Person | None = people.filter(pk=person_id, roles__case=case).distinct().first()
    if found is None:
        raise NotVisible
    return found


def person_known_to(user: User, person_id: str) -> Person:
    """A person of any case this user may open, or NotVisible."""
    people = Person.objects.all().visible_to(user).select_related("key", "office")
    found = people.filter(pk=person_id).first()
    if found is None:
        raise NotVisible
    return found


def person_page_for(user: User, case: Case, person_id: UUID) -> PersonPage:
    """What the person's page shows; roles in other cases only where the user may open those."""
    person = person_in(user, case, person_id)
    who = next(each for each in people_in(case, user) if each.person_id == str(person.pk))
    roles = RoleInCase.objects.visible_to(user).filter(person=person).select_related("case")
    return PersonPage(
        person=person,
        who=who,
        sex=code_list("sexes").name_of(person.sex) if person.sex else "",
        roles=tuple(
            HeldRole(
                id=str(role.pk), role=role.get_role_display(), case_code=role.case.code,
                from_on=role.from_on, to_on=role.to_on, is_here=role.case_id == case.pk,
            )
            for role in roles.order_by("from_on")
        ),
        may_write=may_write(user, case),
        is_hidden=HiddenIdentity.objects.filter(person=person).exists(),
    )  # fmt: skip


def may_write(user: User, case: Case) -> bool:
    """Whether this user may write in this case today."""
    return Case.objects.all().visible_to(user, "cases.write").filter(pk=case.pk).exists()


def role_in(user: User, case: Case, role_id: UUID) -> RoleInCase:
    """One role of this case, or NotVisible."""
    found = RoleInCase.objects.visible_to(user, "cases.write").filter(case=case, pk=role_id).first()
    if found is None:
        raise NotVisible
    return found


def openings_to_review_for(user: User) -> list[BreakGlass]:
    """Emergency openings in this user's reach, those without a review first."""
    if not user.may("break_glass.review"):
        return []
    rows = BreakGlass.objects.visible_to(user).select_related("case", "user", "reviewed_by")
    return sorted(rows.order_by("-at")[:200], key=lambda row: row.reviewed_at is not None)


def openings_waiting_for(user: User, *, limit: int) -> tuple[list[BreakGlass], int]:
    """The newest emergency openings that nobody reviewed yet, and how many there are.

    They are counted no further than one past COUNT_UP_TO.
    """
    if not user.may("break_glass.review"):
        return [], 0
    rows = BreakGlass.objects.visible_to(user).filter(reviewed_at__isnull=True)
    return list(rows.select_related("case", "user").order_by("-at")[:limit]), count_of(rows)


def opening_for(user: User, opening_id: UUID) -> BreakGlass:
    """One opening to review, or NotVisible."""
    found = BreakGlass.objects.visible_to(user).select_related("case", "user").filter(pk=opening_id)
    if not user.may("break_glass.review") or (opening := found.first()) is None:
        raise NotVisible
    return opening


def case_openable_by(user: User, code: str) -> bool:
    """Whether this user opens the case of this code already, without an emergency."""
    return Case.objects.all().visible_to(user).filter(code=code.strip().upper()).exists()
