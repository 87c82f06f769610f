"""A plan may ask whether one thing follows another in time; what was found is drawn and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from amparo.casework.cases.services.milestones import record_milestone
from amparo.flow.effects import effect, panel_of
from amparo.reform.drawn import drawn
from amparo.reform.forms.planning import PlanForm
from amparo.reform.pages.problems import effect_chart
from amparo.reform.selectors.done import done_in_time
from amparo.reform.selectors.evaluating import outcome_name, places_of
from tests.cast import NOW, OPENED_ON, open_one
from tests.reform.repairing import PLAN

REACHED = replace(
    PLAN, looks="done", start="rescue.complaint_registered", to="restrain.scene_visited",
    within=14, period="month", better="higher",
)  # fmt: skip


def case_with(cast, number, *, registered, seen=None, unit=None):
    case = open_one(by=cast.alma, programme=cast.programme, name=f"Victim {number}")
    facts = [("rescue.complaint_registered", registered)]
    facts += [("restrain.scene_visited", seen)] if seen else []
    for type_, on in facts:
        record_milestone(
            by=cast.alma, at=NOW, case=case, type=type_, on=on, unit=unit or cast.station
        )


def test_it_counts_those_in_time_over_all_who_had_the_whole_time(cast):
    days = timedelta(days=1)
    case_with(cast, 1, registered=OPENED_ON, seen=OPENED_ON + 3 * days)
    case_with(cast, 2, registered=OPENED_ON, seen=OPENED_ON + 15 * days)
    case_with(cast, 3, registered=OPENED_ON)
    case_with(cast, 4, registered=date(2024, 2, 20), seen=date(2024, 2, 21))
    found = done_in_time(cast.nadia, REACHED, as_known_on=NOW.date())
    assert found.select("unit", "period", "k", "n").rows() == [
        (cast.station.name, date(2024, 1, 1), 1, 3)
    ]


def test_what_came_before_its_start_was_in_time_and_the_day_is_that_of_the_records_then(cast):
    case_with(cast, 1, registered=OPENED_ON, seen=OPENED_ON - timedelta(days=1))
    known = done_in_time(cast.nadia, REACHED, as_known_on=NOW.date())
    assert known.get_column("k").to_list() == [1]
    before = done_in_time(cast.nadia, REACHED, as_known_on=NOW.date() - timedelta(days=1))
    assert before.height == 0


def test_the_form_asks_for_both_and_that_they_differ():
    told = {"looks": "done", "within": "14", "by": "station", "period": "month",
            "timing": "chosen", "expected": "20", "why": "As elsewhere"}  # fmt: skip
    form = PlanForm(told)
    assert not form.is_valid()
    assert {"after", "comes"} <= set(form.errors)
    same = PlanForm(told | {"after": REACHED.start, "comes": REACHED.start})
    assert "comes" in same.errors
    assert PlanForm(told | {"after": REACHED.start, "comes": REACHED.to}).is_valid()


def test_the_outcome_is_told_in_the_names_of_the_milestones():
    assert outcome_name(REACHED) == (
        "the share of cases with “Scene visited” within 14 days of “Complaint registered”"
    )


@pytest.fixture(scope="module")
def table():
    """Two stations by month; the first is repaired in the thirteenth."""
    rows = [
        (unit, date(2020 + month // 12, month % 12 + 1, 1),
         (2 + month % 3) if unit == "B" or month < 12 else 17 + month % 3, 20)
        for unit in ("A", "B") for month in range(24)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["unit", "period", "k", "n"], orient="row")


def test_an_effect_is_kept_with_its_drawing_and_its_numbers(table):
    panel = panel_of(
        table.rename({"k": "reached"}), outcome="reached", unit="unit", period="period", n="n",
        treated_from={"A": date(2021, 1, 1)},
    )  # fmt: skip
    kept = drawn(effect(panel, better="higher", timing="chosen", looked_at=1))
    chart = effect_chart({"drawing": kept})
    assert kept["wide"].startswith("<svg")
    assert kept["narrow"] != kept["wide"]
    assert len(kept["rows"]) == 24
    assert chart is not None
    assert chart.narrow_address.startswith("data:image/svg+xml,")


def test_each_repaired_place_is_counted_before_and_since(table):
    found = places_of(table, {"A": date(2020, 12, 15)}, REACHED)
    assert found["A"]["before"][1] == found["A"]["after"][1] == 240
    assert found["A"]["before"][0] < 40
    assert found["A"]["after"][0] > 200


def test_a_verdict_from_before_there_were_drawings_has_none():
    assert effect_chart({"claim": "no claim"}) is None
