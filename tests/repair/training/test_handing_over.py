"""A programme moves on when officials open cases themselves and what was repaired still acts."""

from datetime import date, timedelta
from decimal import Decimal

from amparo.casework.cases.models import Programme
from amparo.casework.cases.services.opening import open_case, receive_referral
from amparo.casework.cases.services.people import add_person
from amparo.directory.packs.teaching import gates
from amparo.reform.services.repairs import end_exposure
from amparo.repair.training.selectors.handing import handing_for, hours_per_case
from amparo.repair.training.selectors.support import support_for
from tests.casework.desk.conftest import as_
from tests.cast import NOW, OPENED_ON
from tests.reform.repairing import a_repair
from tests.repair.training.furnish import beside, somebody

__all__ = ["as_"]

TODAY = NOW.date()


def brought(cast, *sources):
    for source in sources:
        referral = receive_referral(
            by=cast.alma, at=NOW, programme=cast.programme, received_on=TODAY, source=source,
            told="Seen",
        )  # fmt: skip
        victim = add_person(by=cast.alma, at=NOW, office=cast.office, name="Somebody")
        open_case(
            by=cast.alma, at=NOW, programme=cast.programme, on=TODAY, victim=victim,
            lead=cast.alma, referral=referral,
        )  # fmt: skip


def reading(cast, criterion, *, phase="reform", today=TODAY):
    Programme.objects.filter(pk=cast.programme.pk).update(phase=phase)
    (one,) = handing_for(cast.nadia, today=today)
    return next(row for row in one.readings if row.gate.criterion == criterion)


def test_cases_that_officials_open_are_counted_from_ten_on(cast):
    brought(cast, *["police"] * 6, *["ngo"] * 3)
    assert reading(cast, "opened").is_met is None
    brought(cast, "ngo")
    found = reading(cast, "opened")
    assert found.is_met
    assert found.shown.startswith("60%")
    brought(cast, *["ngo"] * 10)
    assert reading(cast, "opened").is_met is False


def test_what_was_repaired_two_years_ago_must_still_act(cast):
    made = a_repair(cast)
    assert reading(cast, "in_force").is_met is None
    later = OPENED_ON + timedelta(days=800)
    assert reading(cast, "in_force", today=later).is_met
    end_exposure(by=cast.nadia, at=NOW, exposure=made.exposures.get(), on=TODAY)
    assert reading(cast, "in_force", today=later).is_met is False


def test_hours_beside_officials_are_told_for_each_case(cast):
    beside(cast, somebody(cast), hours="3.0")
    since = OPENED_ON - timedelta(days=1)
    found = hours_per_case(cast.nadia, cast.programme, since=since, until=TODAY)
    assert found == Decimal(3)
    assert reading(cast, "hours").is_met is None


def test_a_phase_without_a_next_one_asks_for_nothing(cast, as_):
    Programme.objects.filter(pk=cast.programme.pk).update(phase="sustain")
    assert handing_for(cast.nadia, today=date(2024, 3, 4))[0].readings == ()
    assert "no further phase" in as_(cast.nadia).get("/training/handing-over/").text


def test_every_phase_but_the_last_has_its_way_out(cast, as_):
    assert {gate.of for gate in gates()} == {"casework", "reform"}
    page = as_(cast.nadia).get("/training/handing-over/").text
    assert "Problems shared with an authority" in page
    assert handing_for(cast.dario, today=TODAY) == ()


def test_hours_of_support_are_told_case_by_case_and_those_not_open_together(cast):
    official = somebody(cast)
    beside(cast, official, "1.5")
    beside(cast, official, "2.0")
    mine = support_for(cast.alma, today=NOW.date())
    assert [(one.code, str(one.hours), one.times) for one in mine.rows] == [
        (cast.case.code, "3.5", 2)
    ]
    theirs = support_for(cast.nadia, today=NOW.date())
    assert (theirs.rows, theirs.n_others, str(theirs.hours_others)) == ((), 1, "3.5")
