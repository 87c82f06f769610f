"""A court case with two accused around the cast's case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from amparo.casework.cases.models import Person, RoleKind
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.docket.models import Accused, Charge, CourtCase
from amparo.casework.docket.services.filing import accuse, lay_charge, open_court_case
from tests.cast import NOW, OPENED_ON, Cast

FILED_ON = date(2024, 1, 15)


@dataclass(frozen=True)
class Court:
    """A court case, its two accused, and the first charge against the first of them."""

    case: CourtCase
    first: Accused
    second: Accused
    charge: Charge
    friend: Person


@pytest.fixture
def court(cast: Cast) -> Court:
    friend = add_person(by=cast.alma, at=NOW, office=cast.office, name="Someone Else")
    give_role(
        by=cast.alma, at=NOW, case=cast.case, person=friend, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    opened = open_court_case(
        by=cast.beni, at=NOW, case=cast.case, court=cast.court, on=FILED_ON, number="R-PSG-24-1"
    )
    first, second = (
        accuse(by=cast.beni, at=NOW, court_case=opened, person=person, on=FILED_ON)
        for person in (cast.suspect, friend)
    )
    charge = lay_charge(
        by=cast.beni, at=NOW, accused=first, offence="ph.trafficking", on=FILED_ON,
        victim=cast.victim, acted_on=date(2023, 11, 2),
    )  # fmt: skip
    return Court(opened, first, second, charge, friend)
