"""Indicators over the records of repair, in one world counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import Case
from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.rescue.services.complaints import present_complaint, tell_of_complaint
from amparo.directory.models import Jurisdiction, Post, PostHolder, Unit
from amparo.directory.packs.indicators import indicator, indicators
from amparo.protection.selectors.figures import computed, rows_of
from amparo.protection.selectors.made import count_interval, ratio_of_counts, ratio_of_shares
from amparo.protection.selectors.records import BESIDE, COUNTED
from amparo.protection.selectors.records.resources import FIFTHS
from amparo.repair.accountability.models import DecoyVisit
from amparo.repair.hope.models import CommitmentFact
from amparo.repair.hope.services import word
from amparo.repair.resources.models import AreaPoverty, AssetLine
from amparo.repair.training.services.courses import finish_session
from tests.cast import NOW, OPENED_ON, open_one
from tests.reform.repairing import a_repair
from tests.repair.hope.furnish import a_promise, a_survey, a_wave
from tests.repair.resources.furnish import a_check, a_holder, approved, handed, noted
from tests.repair.training.furnish import (
    a_course,
    a_post,
    a_session,
    asks,
    beside,
    came,
    holds,
    joined,
    sat,
    somebody,
)

TODAY = NOW.date()


def day(n: int) -> date:
    return OPENED_ON + timedelta(days=n)


def made(cast, code, *, who="nadia", as_of=TODAY):
    user = getattr(cast, who)
    rows = rows_of(user, Scope(), as_of)
    return computed(user, indicator(code), rows, as_of=as_of)


def cases(cast, n: int, *, source: str = "office") -> list[Case]:
    return [open_one(by=cast.alma, programme=cast.programme, name=f"Victim {i}") for i in range(n)]


def test_every_indicator_of_the_records_has_its_count_and_no_other():
    declared = {one.id for one in indicators().values() if one.rule == "records"}
    assert declared == set(COUNTED)
    assert set(BESIDE) <= set(indicators()) - declared


def test_all_of_repair_is_computed():
    of_repair = [one for one in indicators().values() if one.part == 2]
    assert len(of_repair) == 19
    assert all(one.is_computed for one in of_repair)


def test_nothing_recorded_gives_no_value_and_says_why(cast):
    for code in COUNTED:
        found = made(cast, code)
        assert (found.value is None) == bool(found.withheld), code


def test_who_may_not_see_exact_figures_gets_none(cast):
    a_check(cast)
    assert made(cast, "I51", who="eva").value is None


def test_equipment_is_counted_over_units_visited_and_those_never_visited_are_missing(cast):
    Unit.objects.create(institution=cast.police, name="Station 8")
    a_check(cast, "vehicle", "radio", "paper")
    found = made(cast, "I51")
    assert (found.k, found.n, found.value) == (10, 13, pytest.approx(10 / 13))
    assert found.lacking == "1 of 2 units were never visited"
    assert [part.name for part in found.groups] == ["Station 7"]


def test_reach_tells_the_kilometres_beside_the_scenes_visited(cast):
    for case in cases(cast, 10):
        for kind, on in (("rescue.complaint_registered", 0), ("restrain.scene_visited", 3)):
            record_milestone(by=cast.alma, at=NOW, case=case, type=kind, on=day(on))
    asset = handed(cast, approved(cast), a_holder(cast))
    noted(cast, asset, AssetLine.Kind.USED, day(4), n_trips=3, n_scenes=2, km=Decimal("41.5"))
    found = made(cast, "I52", as_of=TODAY + timedelta(days=120))
    assert found.value == pytest.approx(1.0)
    assert found.beside == ("42 km on 3 trips, to 2 scenes",)


def test_officers_by_wealth_are_counted_for_the_people_of_each_fifth(cast):
    poor = Jurisdiction.objects.create(
        code="poor", name="Poor", kind="district", path="/poor/", population=200_000,
        population_year=2020, population_source="Census",
    )  # fmt: skip
    rich = Jurisdiction.objects.create(
        code="rich", name="Rich", kind="district", path="/rich/", population=100_000,
        population_year=2020, population_source="Census",
    )  # fmt: skip
    for place, share, n in ((poor, "0.6", 4), (rich, "0.1", 8)):
        unit = Unit.objects.create(institution=cast.police, name=place.name, jurisdiction=place)
        for i in range(n):
            post = Post.objects.create(unit=unit, title=f"Officer {i}")
            PostHolder.objects.create(post=post, holder_name=f"Cpl. {i}", from_on=OPENED_ON)
        AreaPoverty.objects.create(
            office=cast.office, jurisdiction=place, share=Decimal(share), year=2021,
            source="Household survey", entered_by=cast.nadia, entered_at=NOW,
        )  # fmt: skip
    found = made(cast, "I53")
    assert [part.value for part in found.groups] == [pytest.approx(2.0), pytest.approx(8.0)]
    assert [part.name.split(":")[0] for part in found.groups] == [FIFTHS[1], FIFTHS[4]]
    assert found.value is None  # no area lies in the poorest fifth


def test_training_is_counted_by_post_by_test_and_by_who_left(cast):
    course = a_course(cast)
    people = [somebody(cast, f"Insp. {i}") for i in range(13)]
    session = a_session(cast, course)
    for i, one in enumerate(people):
        post = a_post(cast, f"Desk {i}")
        asks(cast, post, within_days=30)
        joined(cast, holds(post, one.name, day(0), day(50) if i < 3 else None), one)
    for one in people:
        came(cast, session, one)
        sat(cast, session, one, "1000", "1110", "1100", later_on=day(50))
    finish_session(by=cast.nadia, at=NOW, session=session)
    posts, learned, kept, left = (made(cast, code) for code in ("I54", "I55", "I56", "I63"))
    assert (posts.k, posts.n) == (10, 10)  # three posts have no holder today
    assert (learned.value, learned.n) == (pytest.approx(0.5), 13)
    assert "normalised gain 0.67" in learned.beside
    assert kept.value == pytest.approx(2 / 3)
    assert (left.k, left.n) == (3, 13)


def test_hours_of_support_are_for_each_case_of_the_year_those_without_as_none(cast):
    cases(cast, 9)
    beside(cast, somebody(cast), "5.0")
    found = made(cast, "I60")
    assert (found.n, found.value) == (10, pytest.approx(0.5))


def test_complaints_at_which_money_was_asked_for(cast):
    for i, case in enumerate(cases(cast, 12)):
        complaint = present_complaint(
            by=cast.alma, at=NOW, case=case, on=day(1), institution=cast.police
        )
        for _ in range(2 * (i < 3)):  # told twice of the same complaint
            tell_of_complaint(by=cast.alma, at=NOW, complaint=complaint, on=day(2), what="payment")
    found = made(cast, "I62")
    assert (found.k, found.n) == (3, 12)


def test_decoy_visits_that_were_registered(cast):
    for i in range(12):
        DecoyVisit.objects.create(
            office=cast.office, institution=cast.police, unit=cast.station, on=day(1),
            crime_type="trafficking", was_registered=i < 9, recorded_by=cast.nadia, recorded_at=NOW,
        )  # fmt: skip
    found = made(cast, "I58")
    assert (found.k, found.n, found.value) == (9, 12, pytest.approx(0.75))


def test_promises_kept_in_time_of_those_that_fell_due(cast):
    for i in range(12):
        promise = a_promise(cast.nadia, cast.police, due_on=day(30 if i < 11 else 400))
        for _ in range(i < 4):
            word.see(
                by=cast.nadia, at=NOW, commitment=promise, what=CommitmentFact.What.KEPT,
                on=day(20), evidence="Seen on a visit",
            )  # fmt: skip
    found = made(cast, "I65")
    assert (found.k, found.n) == (4, 11)
    assert found.beside == ("0 kept late, 1 not yet due",)


def test_confidence_and_reliance_are_of_the_last_wave(cast):
    survey = a_survey(cast.nadia, cast.place)
    a_wave(cast.nadia, survey, ["a,1,1,1,0"] * 10 + ["a,2,1,4,1"] * 10, year=2022)
    a_wave(cast.nadia, survey, ["a,1,1,3,1"] * 15 + ["a,2,1,1,0"] * 5, year=2023)
    confidence, reliance = made(cast, "I67"), made(cast, "I74")
    assert confidence.value == pytest.approx(0.75)
    assert "50% in the first wave, until 2022" in confidence.beside
    assert reliance.value == pytest.approx(0.75)


def test_what_was_repaired_is_counted_before_it_and_after(cast):
    a_repair(cast, acts_from=day(0))
    for i, case in enumerate(cases(cast, 40)):
        on = day(-100 if i < 20 else 100)
        record_milestone(
            by=cast.alma, at=NOW + timedelta(days=400), case=case,
            type="rescue.complaint_registered", on=on, unit=cast.station,
        )  # fmt: skip
        for _ in range(i < 10 or 20 <= i < 22):
            note_breakdown(
                by=cast.alma, at=NOW + timedelta(days=400), case=case, cause="B15",
                on=on + timedelta(days=14), unit=cast.station,
            )  # fmt: skip
    found = made(cast, "I50", as_of=TODAY + timedelta(days=400))
    assert (found.value, found.n) == (pytest.approx(0.1 / 0.5), 40)
    assert found.beside == ("before 50% of 20", "after 10% of 20")


def test_reforms_two_years_old_that_are_still_in_force(cast):
    for _ in range(1):
        a_repair(cast, acts_from=OPENED_ON)
    found = made(cast, "I64", as_of=OPENED_ON + timedelta(days=800))
    assert (found.value, found.n) == (None, 1)
    assert "Fewer than 10" in found.withheld


def test_ratios_and_counts_are_those_of_their_sources():
    # Katz 1978 by hand: log(0.1/0.5), se sqrt(1/2 - 1/20 + 1/10 - 1/20).
    found = ratio_of_shares(10, 20, 2, 20)
    assert (found.low, found.high) == (
        pytest.approx(0.0500, abs=2e-4),
        pytest.approx(0.8, abs=2e-3),
    )
    assert count_interval(10) == (pytest.approx(4.795, abs=1e-3), pytest.approx(18.39, abs=1e-2))
    assert ratio_of_counts(10, 2.0, 10, 1.0).value == 2.0
