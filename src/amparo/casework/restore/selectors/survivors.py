"""The survivors of a case, and one of them: whoever opens a page, and whoever writes on it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.errors import NotVisible


def survivors_in(user: User, case: Case) -> tuple[Who, ...]:
    """Everyone who is or was a survivor of the case, by label."""
    return tuple(who for who in people_in(case, user) if who.is_survivor)


def survivor_for(user: User, case: Case, pk: UUID) -> tuple[Person, Who]:
    """One survivor of the case; NotVisible for anyone else."""
    who = next((one for one in survivors_in(user, case) if one.person_id == str(pk)), None)
    rows = Person.objects.visible_to(user).select_related("key", "office")
    person = rows.filter(pk=pk).first()
    if who is None or person is None:
        raise NotVisible
    return person, who


def guardians_in(user: User, case: Case) -> list[Who]:
    """Who holds the role of a guardian in the case today."""
    return [who for who in people_in(case, user) if who.is_guardian and not who.has_ended]


def suspects_in(user: User, case: Case) -> Sequence[Who]:
    """Who is a suspect in the case."""
    return [who for who in people_in(case, user) if who.is_suspect]


def person_among(user: User, case: Case, pk: str) -> Person | None:
    """Somebody of the case by id; nothing for an empty id, NotVisible for a stranger's."""
    if not pk:
        return None
    known = {who.person_id for who in people_in(case, user)}
    found = Person.objects.visible_to(user).filter(pk=pk).first() if pk in known else None
    if found is None:
        raise NotVisible
    return found
