"""What forms of the docket choose among, and what was chosen."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.docket.models import Accused, Appeal, CourtCase, Summons
from amparo.casework.docket.selectors.court import ELSEWHERE, name_of
from amparo.casework.docket.selectors.hearing import labels_in
from amparo.directory.models import Institution, Post, Unit
from amparo.errors import NotVisible
from amparo.web.dates import spoken_date


def institution_of(institution: Institution | None, unit: Unit | None) -> Institution:
    """The institution chosen, or that of the unit chosen; NotVisible for neither."""
    if unit is not None:
        return unit.institution
    if institution is None:
        raise NotVisible
    return institution


def person_in(people: Iterable[Person], person_id: str) -> Person:
    """The person of this id; NotVisible where they are not among these."""
    found = next((person for person in people if str(person.pk) == person_id), None)
    if found is None:
        raise NotVisible
    return found


def courts_of(user: User, case: Case) -> list[tuple[str, str]]:
    """The court cases of a case, by court and day."""
    rows = CourtCase.objects.visible_to(user).filter(joined__case=case)
    return [
        (str(row.pk), f"{name_of(row)}, filed {spoken_date(row.filed_on)}")
        for row in rows.select_related("court", "branch")
    ]


def accused_choices(user: User, case: Case, court_case: CourtCase) -> list[tuple[str, object]]:
    """Those accused in a court case, by what they are to this file."""
    labels = labels_in(user, case)
    rows = Accused.objects.visible_to(user).filter(court_case=court_case)
    return [(str(row.pk), labels.get(str(row.person_id), ELSEWHERE)) for row in rows]


def judges_of(user: User, court_case: CourtCase) -> list[tuple[str, object]]:
    """The posts of the court that may sit: of its branch where that is known, else of all of it."""
    return [(str(row.pk), f"{row.title}, {row.unit.name}") for row in _posts(user, court_case)]


def judge_chosen(user: User, court_case: CourtCase, pk: str | None) -> Post | None:
    """The post of this id among those of the court; None where none was chosen."""
    return _posts(user, court_case).filter(pk=pk).first() if pk else None


def _posts(user: User, court_case: CourtCase) -> QuerySet[Post]:
    rows = Post.objects.visible_to(user).filter(unit__institution=court_case.court_id)
    if court_case.branch_id:
        rows = rows.filter(unit=court_case.branch_id)
    return rows.select_related("unit").order_by("unit__name", "title")


def chosen_counsel(code: str) -> Accused.Counsel:
    """Who defends, from a form's code."""
    return Accused.Counsel(code)


def chosen_side(code: str) -> Appeal.Side:
    """Who appealed, from a form's code."""
    return Appeal.Side(code)


def chosen_result(code: str) -> Appeal.Result:
    """What became of an appeal, from a form's code."""
    return Appeal.Result(code)


def chosen_state(code: str) -> Summons.State:
    """How far a summons got, from a form's code."""
    return Summons.State(code)
