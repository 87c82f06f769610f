"""A check looks at everything and counts what works; a second person approves; a log adds up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from amparo.audit.models import Entry
from amparo.casework.cases.services.milestones import record_milestone
from amparo.directory.models import Jurisdiction, PostHolder, Unit
from amparo.directory.packs.equipping import (
    StandardNeed,
    UnitStandard,
    standard_problems,
    unit_standards,
)
from amparo.errors import NotVisible, Refused
from amparo.reform.models import Exposure
from amparo.reform.selectors.evaluating import places_acted
from amparo.repair.resources.models import AssetLine, UnitCheck, WantedStep
from amparo.repair.resources.selectors import giving, units
from amparo.repair.resources.services.checking import enter_poverty
from amparo.repair.resources.services.giving import take_step
from amparo.repair.resources.services.using import Line, note_line
from amparo.repair.resources.upkeep import repair_times
from tests.cast import NOW, OPENED_ON, open_one
from tests.reform.repairing import a_repair
from tests.repair.resources.furnish import (
    TODAY,
    a_check,
    a_holder,
    approved,
    asked,
    found,
    handed,
    noted,
    standard,
)

Kind, Step = AssetLine.Kind, WantedStep.Kind


def test_what_is_there_and_does_not_work_falls_short(cast):
    a_check(cast, "vehicle", "radio")
    last = units.last_checks(cast.nadia)[cast.station.pk]
    assert [gap.need.item for gap in last.missing] == ["vehicle", "radio"]
    assert (last.n_met, len(last.gaps)) == (11, 13)


def test_a_check_looks_at_everything_its_standard_names(cast):
    less = {k: v for k, v in found().items() if k != "fuel"}
    with pytest.raises(Refused, match="everything"):
        a_check(cast, found=less)
    with pytest.raises(Refused, match="More works"):
        a_check(cast, found={**found(), "fuel": (0, 1)})


def test_the_last_check_in_force_counts_and_a_correction_takes_its_place(cast):
    old = a_check(cast, "vehicle", on=OPENED_ON)
    new = a_check(cast, "vehicle", "fuel")
    better = a_check(cast, corrects=new)
    assert units.last_checks(cast.nadia)[cast.station.pk].check == better
    assert [one.check for one in units.checks_of(cast.nadia, cast.station)] == [better, old]
    with pytest.raises(Refused, match="corrected"):
        a_check(cast, corrects=new)


def test_standards_that_name_nothing_known_are_refused():
    bad = UnitStandard("x", "X", (), 1, date(2024, 1, 1), "s", (StandardNeed("moon", 0, "B99"),))
    assert len(standard_problems((*unit_standards(), bad))) == 3
    assert standard_problems(unit_standards()) == []


def test_whoever_asks_does_not_approve(cast):
    wanted = asked(cast, by=cast.sofia)
    with pytest.raises(Refused, match="yourself"):
        take_step(by=cast.sofia, at=NOW, wanted=wanted, kind=Step.APPROVED, on=TODAY)
    take_step(by=cast.nadia, at=NOW, wanted=wanted, kind=Step.APPROVED, on=TODAY)
    assert giving.request_for(cast.sofia, wanted.pk).standing == "approved"


def test_nothing_is_ordered_or_handed_over_before_it_is_approved(cast):
    wanted = asked(cast)
    with pytest.raises(Refused, match="approved"):
        take_step(by=cast.sofia, at=NOW, wanted=wanted, kind=Step.ORDERED, on=TODAY, words="Gift")
    with pytest.raises(Refused, match="approved"):
        handed(cast, wanted, a_holder(cast))


def test_no_more_is_handed_over_than_was_approved(cast):
    wanted, holder = approved(cast, "radio", 3), a_holder(cast)
    handed(cast, wanted, holder, quantity=2)
    assert giving.request_for(cast.nadia, wanted.pk).standing == "approved"
    with pytest.raises(Refused, match="More than was approved"):
        handed(cast, wanted, holder, quantity=2)
    handed(cast, wanted, holder, quantity=1)
    assert giving.request_for(cast.nadia, wanted.pk).standing == "handed over"


def test_whoever_signs_holds_a_post_there_that_day(cast):
    elsewhere = Unit.objects.create(institution=cast.police, name="Station 8")
    wanted = approved(cast)
    late = a_holder(cast, from_on=TODAY)
    with pytest.raises(Refused, match="signs"):
        handed(cast, wanted, a_holder(cast, elsewhere))
    with pytest.raises(Refused, match="signs"):
        handed(cast, wanted, late, on=OPENED_ON)
    assert handed(cast, wanted, late, on=TODAY).signed_by == late


def test_a_hand_over_makes_the_repair_act_there_and_more_makes_it_stronger(cast):
    made = a_repair(cast)
    Exposure.objects.all().delete()
    wanted = approved(cast, "vehicle", 2, serves=made)
    holder = a_holder(cast)
    first = handed(cast, wanted, holder, quantity=1, on=OPENED_ON + timedelta(days=5))
    handed(cast, wanted, holder, quantity=1, on=TODAY)
    row = Exposure.objects.get()
    assert (row.unit, row.from_on, row.dose) == (cast.station, first.handed_on, Decimal(2))
    assert places_acted(made) == {"Station 7": first.handed_on}


def test_the_repair_ends_where_the_last_thing_of_it_is_gone(cast):
    made = a_repair(cast)
    Exposure.objects.all().delete()
    wanted, holder = approved(cast, "vehicle", 2, serves=made), a_holder(cast)
    one, two = (handed(cast, wanted, holder, quantity=1) for _ in range(2))
    noted(cast, one, Kind.GONE, TODAY)
    assert Exposure.objects.get().to_on is None
    noted(cast, two, Kind.GONE, TODAY)
    assert Exposure.objects.get().to_on == TODAY


def test_a_log_adds_up_and_what_is_broken_is_not_used(cast):
    asset = handed(cast, approved(cast), a_holder(cast))
    noted(cast, asset, Kind.USED, OPENED_ON, n_trips=4, n_scenes=3, km=Decimal("80.5"))
    noted(cast, asset, Kind.BROKE, OPENED_ON + timedelta(days=2))
    with pytest.raises(Refused, match="broken"):
        noted(cast, asset, Kind.USED, OPENED_ON + timedelta(days=3), n_trips=1)
    noted(cast, asset, Kind.REPAIRED, OPENED_ON + timedelta(days=16))
    line = noted(cast, asset, Kind.USED, TODAY, n_trips=9, n_scenes=9)
    note_line(
        by=cast.alma, at=NOW, asset=asset, line=Line(Kind.USED, TODAY), corrects=line, is_void=True
    )
    thing = giving.thing_for(cast.nadia, asset.pk, today=TODAY)
    assert (thing.total("n_trips"), thing.total("n_scenes"), thing.state) == (4, 3, "works")
    assert thing.times.spells == ((14, True),)
    assert thing.times.share_working == pytest.approx(1 - 14 / (TODAY - OPENED_ON).days)


def test_waits_for_repair_that_still_run_are_counted():
    times = repair_times([(3, True), (40, False), (60, False)])
    assert times.median.value is None
    assert repair_times([(3, True), (5, True), (40, False)]).median.value == 5


def test_kits_that_expire_warn_while_some_are_left(cast):
    wanted, holder = approved(cast, "rape_kit", 4), a_holder(cast)
    asset = handed(cast, wanted, holder, expires_on=TODAY + timedelta(days=30))
    assert [one.asset for one in giving.to_expire(giving.things_for(cast.nadia, today=TODAY))] == [
        asset
    ]
    noted(cast, asset, Kind.USED, TODAY, n_used=4)
    assert giving.to_expire(giving.things_for(cast.nadia, today=TODAY)) == ()
    with pytest.raises(Refused, match="More was used"):
        noted(cast, asset, Kind.USED, TODAY, n_used=1)


def test_a_case_is_named_in_a_log_only_to_whoever_may_open_it(cast):
    asset = handed(cast, approved(cast), a_holder(cast))
    noted(cast, asset, Kind.USED, TODAY, n_trips=1, case=cast.case)
    lines = giving.thing_for(cast.carla, asset.pk, today=TODAY).lines
    assert giving.codes_open_to(cast.alma, lines) == {cast.case.pk: cast.case.code}
    assert giving.codes_open_to(cast.carla, lines) == {}
    assert giving.case_of(cast.carla, cast.case.code) is None


def test_scenes_reached_are_read_from_the_milestones(cast):
    asset = handed(cast, approved(cast), a_holder(cast), on=date(2024, 2, 15))
    for number, (after, came) in enumerate([(0, 3), (1, 40), (39, 2), (2, None)]):
        case = open_one(by=cast.alma, programme=cast.programme, name=f"Victim {number}")
        given = {"by": cast.alma, "at": NOW, "case": case}
        record_milestone(
            **given, type="rescue.complaint_registered", unit=cast.station,
            on=OPENED_ON + timedelta(days=after),
        )  # fmt: skip
        for days in [came] * (came is not None):
            record_milestone(
                **given, type="restrain.scene_visited", on=OPENED_ON + timedelta(days=after + days)
            )
    seen = giving.reach_of(cast.nadia, asset, today=TODAY)
    assert (seen.k_before, seen.n_before, seen.k_after, seen.n_after) == (1, 3, 1, 1)


def test_poorer_areas_are_set_against_richer_ones(cast):
    for number, (poor, missing) in enumerate([("0.60", 4), ("0.60", 6), ("0.10", 0), ("0.10", 1)]):
        place = Jurisdiction.objects.get_or_create(
            code=f"area-{poor[2:]}", defaults={"name": f"Area {poor}", "path": f"/area-{poor[2:]}/",
                                              "kind": "district"},
        )[0]  # fmt: skip
        unit = Unit.objects.create(
            institution=cast.police, name=f"Post {number}", jurisdiction=place
        )
        a_check(cast, *[need.item for need in standard().needs][:missing], unit=unit)
        enter_poverty(
            by=cast.nadia, at=NOW, jurisdiction=place, share=Decimal(poor), year=2021,
            source="Census",
        )  # fmt: skip
    a_check(cast)
    seen = units.areas_for(cast.nadia, today=TODAY)
    assert [area.name for area in seen.rows] == ["Area 0.60", "Area 0.10"]
    assert (seen.found.n_poorer, seen.found.n_richer, seen.n_without) == (2, 2, 1)
    assert seen.found.gap.value == pytest.approx(8 / 13 - 12.5 / 13)


def test_another_office_sees_nothing_of_it(cast):
    check = a_check(cast)
    wanted = asked(cast)
    assert units.last_checks(cast.dario) == {}
    assert giving.requests_for(cast.dario) == ()
    with pytest.raises(NotVisible):
        giving.request_for(cast.dario, wanted.pk)
    with pytest.raises(NotVisible):
        units.check_for(cast.dario, check.pk)


@pytest.mark.parametrize("table", ["unitcheck", "wanted", "asset", "assetline"])
def test_the_database_itself_keeps_what_was_noted(cast, table):
    noted(cast, handed(cast, approved(cast), a_holder(cast)), Kind.USED, TODAY, n_trips=1)
    a_check(cast)
    column = {"assetline": "words", "unitcheck": "standard"}.get(table, "item")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE resources_{table} SET {column} = 'other'")  # noqa: S608


def test_each_act_is_in_the_trail(cast):
    handed(cast, approved(cast), a_holder(cast))
    a_check(cast)
    told = set(Entry.objects.values_list("verb", flat=True))
    assert {"wanted.asked", "wanted.approved", "asset.handed_over", "unit.checked"} <= told
    assert UnitCheck.objects.count() == 1
    assert PostHolder.objects.count() == 1
