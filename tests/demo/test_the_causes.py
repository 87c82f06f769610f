"""The causes planted in the office as it is grown for a visitor can be seen in its records."""

from __future__ import annotations

from datetime import date
from statistics import median

import pytest

from amparo.demo.office import simulated
from amparo.directory.packs import pathways
from amparo.flow.simulate import SimulatedCase
from tests.demo.test_the_records import TODAY

Streams = dict[str, tuple[SimulatedCase, ...]]
VERDICTS = {"represent.convicted", "represent.acquitted", "represent.dismissed"}


@pytest.fixture(scope="module")
def streams() -> Streams:
    return simulated(seed=2026, n_cases=599, today=TODAY)


def first(case: SimulatedCase, codes: set[str]) -> date | None:
    return min((r.on for r in case.records if r.code in codes), default=None)


def days_between(cases: tuple[SimulatedCase, ...], start: str, ends: set[str]) -> dict[date, int]:
    """Days from a start to the first end, by the day of the start and case."""
    return {
        begun: (ended - begun).days
        for case in cases
        if (begun := first(case, {start})) and (ended := first(case, ends))
    }


def test_cases_charged_since_the_repair_are_decided_in_seven_or_eight_months(
    streams: Streams,
) -> None:
    report = days_between(streams["trafficking"], "rescue.referral_received", VERDICTS)
    before = median(days for on, days in report.items() if on < date(2020, 12, 1))
    after = median(days for on, days in report.items() if on >= date(2022, 7, 1))
    assert before > 4 * 365
    assert 6 * 30 < after < 9 * 30


def test_survivors_who_sat_with_suspects_withdraw_far_more_often(streams: Streams) -> None:
    withdrawn = {
        together: [
            first(case, {"represent.withdrawn"}) is not None
            for case in streams["trafficking"]
            if first(case, {"rescue.victim_relieved"})
            and (first(case, {"rescue.together_with_suspects"}) is not None) is together
        ]
        for together in (True, False)
    }
    shares = {together: sum(rows) / len(rows) for together, rows in withdrawn.items()}
    assert min(len(rows) for rows in withdrawn.values()) > 40
    assert shares[True] > 3 * shares[False]


def test_the_rural_station_reaches_the_scene_once_it_has_a_motorcycle(streams: Streams) -> None:
    rural = [c for c in streams["bonded"] if c.unit == "rural"]
    registered = [c for c in rural if first(c, {"rescue.complaint_registered"})]
    reached = {
        late: [
            first(case, {"restrain.scene_visited"}) is not None
            for case in registered
            if (case.arrived_on >= date(2022, 10, 1)) is late
        ]
        for late in (True, False)
    }
    shares = {late: sum(rows) / len(rows) for late, rows in reached.items()}
    assert shares[True] - shares[False] > 0.2


def test_every_way_out_of_justice_that_the_model_knows_is_taken(streams: Streams) -> None:
    exits = {code for way_out in pathways()["justice"].exits for code in way_out.codes}
    taken = {r.code for cases in streams.values() for case in cases for r in case.records} & exits
    assert taken >= VERDICTS - {"represent.convicted"} | {
        "rescue.complaint_refused", "rescue.not_a_victim", "represent.charge_declined",
        "represent.withdrawn", "represent.archived", "restore.closed",
    }  # fmt: skip
