"""A verdict is looked at again over today's records, and beside the repair."""

from datetime import date, timedelta

import polars as pl
import pytest

from amparo.casework.cases.services.breakdowns import note_breakdown
from amparo.casework.cases.services.milestones import record_milestone
from amparo.directory.models import Unit
from amparo.errors import NotVisible
from amparo.reform.selectors.again import again_for, moved, moved_for, neighbours
from tests.casework.desk.conftest import as_
from tests.cast import NOW, OPENED_ON, open_one
from tests.reform.repairing import PLAN, a_repair, a_verdict

__all__ = ["as_"]

SINCE = date(2024, 4, 1)


def table(*rows):
    return pl.DataFrame(
        [(unit, date(2024, month, 1), k, n) for unit, month, k, n in rows],
        schema={"unit": pl.String, "period": pl.Date, "k": pl.Int64, "n": pl.Int64}, orient="row",
    )  # fmt: skip


def test_a_neighbour_that_got_worse_by_more_than_chance_is_told():
    found = moved("North", table(("N", 1, 5, 50), ("N", 4, 25, 50)), SINCE, "lower")
    assert (found.k_before, found.n_before, found.k_after, found.n_after) == (5, 50, 25, 50)
    assert found.is_worse


def test_better_is_what_the_plan_says():
    rows = table(("N", 1, 5, 50), ("N", 4, 25, 50))
    assert moved("North", rows, SINCE, "higher").is_worse is False


def test_a_change_that_chance_explains_is_not_worse_and_few_cases_say_nothing():
    assert moved("N", table(("N", 1, 20, 50), ("N", 4, 23, 50)), SINCE, "lower").is_worse is False
    assert moved("N", table(("N", 1, 1, 9), ("N", 4, 9, 50)), SINCE, "lower").is_worse is None


def test_neighbours_are_units_of_the_same_place_that_were_not_repaired(cast):
    Unit.objects.create(institution=cast.police, name="Station 8")
    assert neighbours({"Station 7": SINCE}) == [
        "Station 8",
        "Station 8, San Isidro Police",
    ]


def test_cases_beside_the_repair_are_counted_before_it_and_after(cast):
    other = Unit.objects.create(institution=cast.police, name="Station 8")
    for number in range(24):
        case = open_one(by=cast.alma, programme=cast.programme, name=f"Victim {number}")
        unit = (cast.station, other)[number % 2]
        record_milestone(
            by=cast.alma, at=NOW, case=case, type="rescue.complaint_registered", on=OPENED_ON,
            unit=unit,
        )  # fmt: skip
        for hit in [number] * (number % 3 == 0):
            note_breakdown(
                by=cast.alma, at=NOW, case=case, cause="B15", unit=unit,
                on=OPENED_ON + timedelta(days=hit % 5 + 10),
            )  # fmt: skip
    rows = moved_for(cast.nadia, {"Station 7": SINCE}, PLAN, as_known_on=date(2024, 12, 1))
    assert [(row.name, row.k_before, row.n_before) for row in rows[:2]] == [
        ("Where the repair acts", 4, 12), ("Neighbours, not repaired", 4, 12),
    ]  # fmt: skip


def test_a_verdict_whose_records_are_gone_says_so_on_its_page(cast, as_):
    row = a_verdict(cast, a_repair(cast))
    found = again_for(cast.nadia, row.pk, today=NOW.date())
    assert (found.same_data, found.still_holds) == (False, None)
    page = as_(cast.nadia).get(f"/repairs/verdicts/{row.pk}/")
    assert page.status_code == 200
    assert "Does it still hold?" in page.text
    cast.dario.roles = ["analyst"]
    with pytest.raises(NotVisible):
        again_for(cast.dario, row.pk, today=NOW.date())
