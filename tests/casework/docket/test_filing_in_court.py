from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from amparo.casework.cases.models import Milestone, RoleInCase, RoleKind
from amparo.casework.docket.models import Accused, Charge, CourtCase, PoliceCase
from amparo.casework.docket.services.filing import (
    accuse,
    amend_charge,
    change_accused,
    join_case,
    lay_charge,
    open_court_case,
    register_police_case,
)
from amparo.errors import Conflict, Refused
from tests.casework.docket.conftest import FILED_ON
from tests.cast import NOW, open_one

pytestmark = pytest.mark.django_db


def types_of(case):
    return list(Milestone.objects.filter(case=case).current().values_list("type", flat=True))


def test_a_police_case_keeps_its_number_sealed_and_tells_of_the_registration(cast):
    row = register_police_case(
        by=cast.beni, at=NOW, case=cast.case, institution=cast.police, unit=cast.station,
        on=FILED_ON, number="SI-2024-0117",
    )  # fmt: skip
    assert row.number() == "SI-2024-0117"
    assert b"0117" not in bytes(PoliceCase.objects.get(pk=row.pk).number_sealed)
    assert types_of(cast.case).count("rescue.complaint_registered") == 1


def test_a_form_sent_twice_opens_one_court_case(cast):
    facts = {"by": cast.beni, "at": NOW, "case": cast.case, "court": cast.court, "on": FILED_ON}
    token = uuid4()
    assert open_court_case(**facts, token=token) == open_court_case(**facts, token=token)
    assert CourtCase.objects.count() == 1


def test_a_docket_number_known_in_the_court_is_not_opened_twice(cast, court):
    with pytest.raises(Refused, match="in the file already"):
        open_court_case(
            by=cast.beni, at=NOW, case=cast.case, court=cast.court, on=FILED_ON,
            number="r-psg 24 1",
        )  # fmt: skip


def test_a_docket_number_of_a_case_one_may_not_see_is_not_told(cast, court):
    other = open_one(by=cast.carla, programme=cast.programme, name="Somebody Else")
    opened = open_court_case(
        by=cast.carla, at=NOW, case=other, court=cast.court, on=FILED_ON, number="R-PSG-24-1"
    )
    assert opened != court.case


def test_the_first_charge_makes_an_accused_of_a_suspect(cast, court):
    assert "represent.charge_sheet_filed" in types_of(cast.case)
    held = RoleInCase.objects.filter(person=cast.suspect, to_on__isnull=True)
    assert [row.role for row in held] == [RoleKind.ACCUSED]


def test_charges_of_one_accused_are_numbered(cast, court):
    second = lay_charge(
        by=cast.beni, at=NOW, accused=court.first, offence="ph.child_prostitution", on=FILED_ON
    )
    other = lay_charge(
        by=cast.beni, at=NOW, accused=court.second, offence="ph.trafficking", on=FILED_ON
    )
    assert [court.charge.count, second.count, other.count] == [1, 2, 1]
    assert types_of(cast.case).count("represent.charge_sheet_filed") == 2


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"offence": "ph.no_such"}, "not in the pack"),
        ({"acted_on": date(2024, 2, 1)}, "cannot lie after the charge"),
        ({"acted_on": date(1999, 2, 1)}, "not in force"),
        ({"on": date(2025, 1, 1)}, "in the future"),
    ],
)
def test_a_charge_that_cannot_be_is_refused(cast, court, facts, said):
    with pytest.raises(Refused, match=said):
        lay_charge(
            **{"by": cast.beni, "at": NOW, "accused": court.first, "on": FILED_ON,
               "offence": "ph.trafficking", **facts},
        )  # fmt: skip
    assert Charge.objects.count() == 1


def test_a_survivor_is_never_accused(cast, court):
    with pytest.raises(Refused, match="not a suspect"):
        accuse(by=cast.beni, at=NOW, court_case=court.case, person=cast.victim, on=FILED_ON)


def test_an_amended_charge_stands_beside_the_one_it_replaces(cast, court):
    newer = amend_charge(
        by=cast.beni, at=NOW, charge=court.charge, offence="ph.trafficking_qualified",
        on=date(2024, 2, 1), reason="The victim is a child",
    )  # fmt: skip
    assert (newer.replaces, newer.count, newer.laid) == (court.charge, 2, Charge.Laid.AMENDED)
    with pytest.raises(Conflict):
        amend_charge(
            by=cast.beni, at=NOW, charge=court.charge, offence="ph.trafficking",
            on=date(2024, 2, 2), reason="Again",
        )  # fmt: skip


def test_the_database_refuses_to_change_a_charge(court):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Charge.objects.filter(pk=court.charge.pk).update(offence="ph.other")


def test_two_people_who_change_an_accused_do_not_overwrite_each_other(cast, court):
    stale = Accused.objects.get(pk=court.first.pk)
    facts = {"by": cast.beni, "at": NOW, "counsel": Accused.Counsel.PUBLIC, "language": "Tagalog",
             "disclosed_on": None}  # fmt: skip
    change_accused(accused=court.first, **facts)
    with pytest.raises(Conflict):
        change_accused(accused=stale, **facts)


def test_a_court_case_is_seen_through_any_case_joined_to_it(cast, court):
    other = open_one(by=cast.carla, programme=cast.programme, name="Somebody Else")
    assert not CourtCase.objects.filter(pk=court.case.pk).visible_to(cast.carla).exists()
    join_case(by=cast.sofia, at=NOW, case=other, court_case=court.case, on=FILED_ON)
    assert CourtCase.objects.filter(pk=court.case.pk).visible_to(cast.carla).exists()
    assert Charge.objects.all().visible_to(cast.carla).count() == 1
    assert not CourtCase.objects.all().visible_to(cast.dario).exists()
    assert not CourtCase.objects.all().visible_to(cast.pilar).exists()
