"""The cases an operation serves, and whom of them this user may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.casework.rescue.models import Operation, OperationCase
from amparo.errors import NotVisible


@dataclass(frozen=True)
class Served:
    """A case it serves, and whom of it this user may know."""

    code: str
    case: Case | None
    people: tuple[Who, ...]


def served_by(user: User, operation: Operation) -> tuple[Served, ...]:
    """The cases it serves; of those this user may not open, that there is one."""
    rows = OperationCase.objects.filter(operation=operation).select_related("case__programme")
    mine = {
        case.pk: case
        for case in Case.objects.all().visible_to(user).filter(operations__operation=operation)
        .select_related("key", "programme", "office")
    }  # fmt: skip
    return tuple(
        Served(mine[row.case_id].code, mine[row.case_id], people_in(mine[row.case_id], user))
        if row.case_id in mine else Served("", None, ())
        for row in rows
    )  # fmt: skip


def labels_of(served: Iterable[Served]) -> dict[str, str]:
    """What each person is called: with the case's code where there are several cases."""
    listed = [one for one in served if one.case is not None]
    prefix = len(listed) > 1
    return {
        who.person_id: f"{who.label}, {one.code}" if prefix else who.label
        for one in listed for who in one.people
    }  # fmt: skip


def someone_of(served: Iterable[Served], person_id: str) -> tuple[Case, Person]:
    """A person of a case it serves, whom this user may know; NotVisible otherwise."""
    for one in served:
        if one.case is not None and any(who.person_id == person_id for who in one.people):
            return one.case, Person.objects.select_related("key", "office").get(pk=person_id)
    raise NotVisible
