"""Adding and changing institutions and units."""

from datetime import date

import pytest

from amparo.audit.models import Entry
from amparo.directory.models import Institution, Unit
from amparo.directory.services import (
    add_institution,
    add_jurisdiction,
    add_unit,
    appoint_holder,
    change_institution,
    close_unit,
    end_holding,
)
from amparo.directory.services import institutions as service
from amparo.errors import Conflict, Refused
from tests.directory.conftest import NOW


def test_an_addition_is_in_the_trail(sol, police):
    entry = Entry.objects.latest("seq")
    assert (entry.verb, entry.object_id) == ("institution.added", str(police.pk))


def test_nothing_is_saved_when_the_trail_cannot_be_written(sol, coast, monkeypatch):
    def broken(**_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(service, "record", broken)
    with pytest.raises(RuntimeError):
        add_institution(by=sol, at=NOW, name="Court", kind="court", jurisdiction=coast)
    assert not Institution.objects.filter(name="Court").exists()


def test_one_place_has_one_institution_of_a_name(sol, police, coast):
    with pytest.raises(Refused, match="there already"):
        add_institution(by=sol, at=NOW, name="coast police ", kind="police", jurisdiction=coast)


def test_two_places_may_share_a_name(sol, police):
    hills = add_jurisdiction(by=sol, at=NOW, code="hills", name="Hills", kind="region")
    made = add_institution(by=sol, at=NOW, name="Coast Police", kind="police", jurisdiction=hills)
    assert made.pk != police.pk


def test_a_time_zone_nobody_knows_is_refused(sol, coast):
    with pytest.raises(Refused, match="Mars/Olympus"):
        add_institution(
            by=sol, at=NOW, name="C", kind="court", jurisdiction=coast, time_zone="Mars/Olympus"
        )


def test_the_trail_names_only_what_changed(sol, police, coast):
    change_institution(
        by=sol, at=NOW, institution=police, version=1, name="Coast Police Service",
        kind="police", jurisdiction=coast,
    )  # fmt: skip
    assert Entry.objects.latest("seq").fields == ["name"]


def test_a_change_on_an_old_page_shows_both(sol, police, coast):
    change = {"by": sol, "at": NOW, "institution": police, "version": 1, "jurisdiction": coast}
    change_institution(**change, name="First", kind="police")
    with pytest.raises(Conflict) as met:
        change_institution(**change, name="Second", kind="court")
    assert met.value.theirs == {"name": "First", "kind": "Police", "place": "Coast"}
    assert met.value.yours == {"name": "Second", "kind": "Court", "place": "Coast"}


def test_a_refused_change_leaves_no_trace_in_the_trail(sol, police, coast):
    n = Entry.objects.count()
    with pytest.raises(Conflict):
        change_institution(
            by=sol, at=NOW, institution=police, version=9, name="X", kind="police",
            jurisdiction=coast,
        )  # fmt: skip
    assert Entry.objects.count() == n


def test_an_institution_has_one_unit_of_a_name(sol, police, station):
    with pytest.raises(Refused, match="unit of this name"):
        add_unit(by=sol, at=NOW, institution=police, name="STATION 7")


def test_a_closed_unit_stays_in_the_directory(sol, station):
    close_unit(by=sol, at=NOW, unit=station, on=date(2026, 2, 1))
    assert Unit.objects.get(pk=station.pk).closed_on == date(2026, 2, 1)


def test_a_unit_does_not_close_twice(sol, station):
    close_unit(by=sol, at=NOW, unit=station, on=date(2026, 2, 1))
    with pytest.raises(Refused, match="closed already"):
        close_unit(by=sol, at=NOW, unit=station, on=date(2026, 2, 2))


def test_a_unit_does_not_close_before_it_opens(sol, police):
    unit = add_unit(by=sol, at=NOW, institution=police, name="S8", opened_on=date(2025, 1, 1))
    with pytest.raises(Refused, match="before it opened"):
        close_unit(by=sol, at=NOW, unit=unit, on=date(2024, 12, 31))


def test_a_unit_where_someone_still_works_does_not_close(sol, station, chief):
    holding = appoint_holder(
        by=sol, at=NOW, post=chief, holder_name="R. Cruz", from_on=date(2024, 1, 1)
    )
    with pytest.raises(Refused, match="still holds a post"):
        close_unit(by=sol, at=NOW, unit=station, on=date(2026, 2, 1))
    end_holding(by=sol, at=NOW, holding=holding, on=date(2026, 1, 31))
    assert close_unit(by=sol, at=NOW, unit=station, on=date(2026, 2, 1)).closed_on
