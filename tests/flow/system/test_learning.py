"""Learning a system from a log: what went in comes out, and what cannot be known is said."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from amparo.errors import CannotEstimate, Refused
from amparo.flow import EventLog, Exit
from amparo.flow.system import Hazards, Service, Station, System
from tests.flow.system.worlds import START

WAIT = Hazards((0.0, 20.0, 90.0), ((900.0, 100.0), (400.0, 200.0), (100.0, 60.0)),
               (40_000.0, 30_000.0, 16_000.0))  # fmt: skip


def true_system(*, people: int = 4) -> System:
    """Arrivals of four a day; a wait without a queue; then people who cannot keep up."""
    return System(
        (
            Station("reported", "charged", arrivals=4.0, hazards=WAIT,
                    outcomes=(("advanced", 0.0), ("closed", 0.0))),
            Station("charged", "tried", people=people, service=Service(1.8),
                    outcomes=(("advanced", 0.9), ("dismissed", 0.1))),
        ),
        START,
    )  # fmt: skip


@pytest.fixture(scope="module")
def kept() -> EventLog:
    """Six years of that system, as an office would have kept them."""
    return true_system().simulate(years=6, replications=1, seed=9).log(0)


def test_a_wait_without_a_queue_is_learned_as_one(kept: EventLog) -> None:
    found = System.fit(kept).station("charged")
    true = true_system().station("charged")
    assert found.people is None
    assert found.arrivals == pytest.approx(4.0, rel=0.1)
    assert found.chance_to_advance == pytest.approx(true.chance_to_advance, abs=0.03)


def test_a_line_is_seen_where_people_cannot_keep_up(kept: EventLog) -> None:
    found = System.fit(kept).station("tried")
    assert found.people is not None
    assert found.service is not None
    assert "a line" in found.basis
    assert found.people / found.service.mean == pytest.approx(4 / 1.8, rel=0.1)
    assert found.chance_to_advance == pytest.approx(0.9, abs=0.03)


def test_people_who_are_given_make_the_days_of_work_known(kept: EventLog) -> None:
    found = System.fit(kept, capacity={"tried": 4}).station("tried")
    assert found.people == 4
    assert found.service is not None
    assert found.service.mean == pytest.approx(1.8, rel=0.1)


def test_no_line_is_seen_where_people_keep_up() -> None:
    log = true_system(people=40).simulate(years=6, replications=1, seed=9).log(0)
    assert System.fit(log).station("tried").people is None


def test_those_inside_at_the_end_are_those_who_wait_in_the_log(kept: EventLog) -> None:
    system = System.fit(kept)
    waits = kept.frame.filter(
        pl.col("charged").is_not_null() & pl.col("tried").is_null() & pl.col("exit").is_null()
    )
    assert len(system.station("tried").waiting_days) == waits.height


def test_its_intervals_hold_what_comes_about_as_often_as_they_promise() -> None:
    """Ten systems of the same kind, two steps each: 95 % promised, 85 % asked of twenty."""
    held: list[bool] = []
    for seed in range(10):
        log = true_system().simulate(years=5, replications=1, seed=seed).log(0)
        split = log.as_of - timedelta(days=365)
        found = System.backtest(log, split=split, capacity={"tried": 4}, replications=100)
        held += found.frame.get_column("held").to_list()
    assert sum(held) >= 17


def test_a_backtest_says_plainly_where_it_did_not_hold() -> None:
    """Half-way everybody stops being charged: no system learned before could know."""
    log = true_system(people=40).simulate(years=4, replications=1, seed=3).log(0)
    split = log.as_of - timedelta(days=500)
    stopped = log.frame.with_columns(
        pl.when(pl.col("charged") <= split).then(pl.col("charged")).alias("charged"),
        pl.when(pl.col("charged") <= split).then(pl.col("tried")).alias("tried"),
    )
    broken = EventLog(stopped, log.pathway, log.as_of)
    found = System.backtest(broken, split=split, replications=60)
    assert not found.held
    assert "It did not at reported → charged" in found.sentence()


def test_adjournments_are_learned_from_hearings() -> None:
    chance = np.random.default_rng(2)
    rows = []
    for case in range(900):
        day = START + timedelta(days=int(case * 1.5))
        rows.append({"case": case, "activity": "charged", "day": day})
        while True:
            day += timedelta(days=int(chance.integers(20, 41)))
            put_off = chance.random() < 0.4
            what = "adjourned" if put_off else "hearing"
            rows.append({"case": case, "activity": what, "day": day})
            if not put_off:
                rows.append({"case": case, "activity": "tried", "day": day})
                break
    log = EventLog.read(
        pl.DataFrame(rows), case="case", activity="activity", time="day",
        stages={"charged": "charged", "tried": "tried"},
    )  # fmt: skip
    found = System.fit(log, capacity={"tried": 3}, hearing="hearing", adjourned="adjourned")
    one = found.station("tried")
    assert one.adjourned == pytest.approx(0.4, abs=0.04)
    assert one.gap_days == pytest.approx(30, abs=2)
    assert found.change(adjournments=0.5).station("tried").adjourned == pytest.approx(
        one.adjourned / 2
    )


def test_a_log_without_adjournments_says_so(kept: EventLog) -> None:
    with pytest.raises(CannotEstimate, match="no adjournments"):
        System.fit(kept, hearing="hearing", adjourned="adjourned")


def test_people_of_a_step_that_is_not_there_are_refused(kept: EventLog) -> None:
    with pytest.raises(Refused, match="no such step"):
        System.fit(kept, capacity={"appealed": 3})


def test_a_stage_that_nobody_reached_lately_cannot_be_learned() -> None:
    frame = pl.DataFrame(
        {"case": ["1", "2"], "reported": ["2010-01-01", "2024-01-01"],
         "charged": ["2010-02-01", None], "tried": ["2010-03-01", None]}
    )  # fmt: skip
    log = EventLog.read(
        frame, case="case", stages={s: s for s in ("reported", "charged", "tried")},
        as_of="2024-06-30", exits=[Exit("closed", "case", ("none",))],
    )  # fmt: skip
    with pytest.raises(CannotEstimate, match="Nobody came to “charged” lately"):
        System.fit(log)


def test_a_split_after_the_log_is_refused(kept: EventLog) -> None:
    with pytest.raises(Refused, match="before the log's last day"):
        System.backtest(kept, split=date(2040, 1, 1))
