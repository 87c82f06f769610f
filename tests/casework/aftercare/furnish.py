"""Homes, stays, and one of everything of aftercare, hung on a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from amparo.access.models import User
from amparo.casework.aftercare.models import Home
from amparo.casework.aftercare.services.homes import HomeFacts, add_home, hold_beds
from amparo.casework.aftercare.services.placements import place
from amparo.casework.cases.models import Case, Person, RoleKind
from amparo.casework.cases.services.people import add_person, give_role
from amparo.directory.models import Institution, Jurisdiction, Unit
from tests.cast import NOW, OPENED_ON, Cast

ADDRESS = "14 Acacia Lane, behind the mill"
LATER = date(2030, 1, 8)


def district_of(place: Jurisdiction) -> Jurisdiction:
    """A district around the place of the cast."""
    found, _ = Jurisdiction.objects.get_or_create(
        code="ph-district",
        defaults={"name": "Northern District", "kind": "district", "path": "/ph-district/"},
    )
    return found


def enter_home(
    by: User, place: Jurisdiction, *, called: str = "Casa Luz", capacity: int = 2,
    address: str = ADDRESS, youngest: int = 12, sexes: tuple[str, ...] = ("female",),
) -> Home:  # fmt: skip
    """A home as its keeper enters it."""
    keeper, _ = Institution.objects.get_or_create(
        name="Sisters of the Road", jurisdiction=place, defaults={"kind": "organisation"}
    )
    unit, _ = Unit.objects.get_or_create(institution=keeper, name=called)
    facts = HomeFacts(
        called=called, place=district_of(place), capacity=capacity, address=address,
        contact="Ring twice", youngest=youngest, sexes=sexes, languages="Tagalog",
    )  # fmt: skip
    return add_home(by=by, at=NOW, unit=unit, facts=facts)


def survivor(cast: Cast, *, name: str = "Second Girl", sex: str = "female", born: int = 2006,
             case: Case | None = None) -> Person:  # fmt: skip
    """Another survivor of the case."""
    person = add_person(
        by=cast.alma, at=NOW, office=cast.office, name=name, birth_year=born, sex=sex
    )
    give_role(
        by=cast.alma, at=NOW, case=case or cast.case, person=person, role=RoleKind.VICTIM,
        on=OPENED_ON,
    )  # fmt: skip
    return person


def furnish_aftercare(case: Case, by: User, victim: Person, place_: Jurisdiction) -> dict[str, Any]:
    """One of everything of aftercare."""
    home = enter_home(by, place_, called=f"Casa {case.code}", youngest=0, sexes=())
    told = {"by": by, "at": NOW}
    hold = hold_beds(
        **told, home=home, n=1, from_on=LATER, until_on=LATER, case=case, why="A journey",
        escort=by,
    )  # fmt: skip
    stay = place(**told, case=case, person=victim, home=home, on=date(2024, 2, 1))
    return {"home": home.pk, "hold": hold.pk, "bed": hold.pk, "placement": stay.pk}
