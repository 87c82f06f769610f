"""Running: the same seed, the same luck; changes; what is refused; the system as text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import polars.testing
import pytest

from amparo.errors import CannotEstimate, Refused
from amparo.flow import EventLog
from amparo.flow.system import Hazards, Station, System
from tests.flow.system.worlds import START, alone, six_stations, station

HAZARDS = Hazards(
    edges=(0.0, 30.0, 120.0),
    ended=((60.0, 15.0), (30.0, 10.0), (10.0, 5.0)),
    exposure=(2000.0, 4000.0, 3000.0),
)


def delayed() -> Station:
    return Station(
        "reported", "charged", arrivals=1.0, hazards=HAZARDS,
        outcomes=(("advanced", 0.0), ("closed", 0.0)), waiting_days=(300.5, 40.5, 2.5),
    )  # fmt: skip


def test_the_same_seed_gives_the_same_answer_and_another_seed_another() -> None:
    one, same, other = (
        six_stations().simulate(years=1, replications=8, seed=seed) for seed in (5, 5, 6)
    )
    pl.testing.assert_frame_equal(one.frame, same.frame)
    assert not one.frame.equals(other.frame)


def test_how_many_cores_there_are_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = six_stations().simulate(years=1, replications=8, seed=5)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    narrow = six_stations().simulate(years=1, replications=8, seed=5)
    pl.testing.assert_frame_equal(wide.frame, narrow.frame)


def test_progress_is_told_until_all_is_done() -> None:
    told: list[float] = []
    alone(1.0, 2, 1.0).simulate(years=0.1, replications=4, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]


def test_common_luck_makes_a_difference_far_surer_than_two_runs_of_their_own() -> None:
    base = six_stations()
    more = base.change(people={"sentenced": 1})
    ours = [system.simulate(years=1, replications=40, seed=1) for system in (base, more)]
    strange = more.simulate(years=1, replications=40, seed=2)
    key = ("days from first to last", "")
    paired = ours[1].measures[key] - ours[0].measures[key]
    apart = strange.measures[key] - ours[0].measures[key]
    assert np.nanvar(paired) < np.nanvar(apart) / 4


def test_a_change_of_nothing_makes_no_difference() -> None:
    base = six_stations().simulate(years=1, replications=5)
    found = (
        six_stations().change(people={"tried": 0}).simulate(years=1, replications=5).against(base)
    )
    assert found.frame.get_column("difference").drop_nulls().abs().max() == 0
    assert "no change is shown" in found.sentence()


def test_more_people_shorten_the_line_they_stand_at() -> None:
    busy = alone(1.0, 1, 1.05)
    base, more = (
        system.simulate(years=2, replications=20) for system in (busy, busy.change(people={"b": 1}))
    )
    found = more.against(base)
    inside = found.interval("inside", "b")
    assert inside.high is not None
    assert inside.high < 0
    assert "fewer wait" in found.sentence()


def test_halving_the_days_of_a_delay_halves_them() -> None:
    system = System((delayed(),), START)
    base, fast = (
        s.simulate(years=6, replications=20)
        for s in (system, system.change(service={"charged": 0.5}))
    )
    key = ("days at the step", "reported → charged")
    ratio = np.nanmean(fast.measures[key]) / np.nanmean(base.measures[key])
    assert ratio == pytest.approx(0.5, rel=0.1)


def test_a_share_that_advances_moves_by_what_was_asked() -> None:
    system = System((delayed(),), START)
    better = system.change(advance={"charged": 0.10})
    now = system.stations[0].chance_to_advance
    assert better.stations[0].chance_to_advance == pytest.approx(now + 0.10)
    made = [s.simulate(years=10, replications=20) for s in (system, better)]
    went = [
        m.across("left")[:, 0, :, 0].sum() / m.across("left")[:, 0].sum() for m in made
    ]  # fmt: skip
    assert went[1] - went[0] == pytest.approx(0.10, abs=0.02)
    assert went[0] == pytest.approx(now, abs=0.02)


def test_fewer_adjournments_and_more_arrivals_are_carried_out() -> None:
    system = six_stations().change(adjournments=0.5, arrivals=2.0)
    assert system.station("decided").adjourned == pytest.approx(0.1)
    assert system.station("arrested").arrivals == pytest.approx(6.0)
    assert [change.what for change in system.changes] == ["adjournments", "arrivals"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"people": {"nowhere": 1}}, "no such step"),
        ({"people": {"charged": 1}}, "shows no queue"),
        ({"service": {"charged": 0}}, "above 0"),
        ({"advance": {"charged": 0.9}}, "between 0 and 1"),
        ({"adjournments": 0.5}, "no adjournments"),
        ({"arrivals": -1}, "0 or more"),
    ],
)
def test_what_cannot_be_changed_is_said(change: dict, said: str) -> None:
    with pytest.raises(Refused, match=said):
        System((delayed(),), START).change(**change)


def test_more_people_than_there_are_cannot_be_taken_away() -> None:
    with pytest.raises(Refused, match="not so many"):
        alone(1.0, 2, 1.0).change(people={"b": -3})


def test_no_replication_and_no_time_cannot_be_simulated() -> None:
    with pytest.raises(CannotEstimate, match="needs time"):
        alone(1.0, 2, 1.0).simulate(replications=0)
    with pytest.raises(CannotEstimate, match="Fifty years"):
        alone(1.0, 2, 1.0).simulate(years=51)


def test_two_simulations_of_different_years_are_not_compared() -> None:
    one, other = (alone(1.0, 2, 1.0).simulate(years=y, replications=3) for y in (0.5, 1.0))
    with pytest.raises(Refused, match="same years"):
        one.against(other)


def test_a_station_without_people_lets_nobody_through() -> None:
    made = alone(1.0, 0, 1.0).simulate(years=1, replications=3)
    assert made.across("left").sum() == 0
    assert all(one.adds_up() for one in made.runs)


def test_a_system_is_read_as_it_was_written() -> None:
    system = System((delayed(), station(0.0, 2, 3.0, name="charged", to="tried")), START)
    changed = system.change(people={"tried": 1}, advance={"charged": 0.05})
    assert System.from_json(changed.to_json()) == changed


def test_another_text_is_no_system() -> None:
    for text in ("", "{}", "[1]", '{"amparo_system": 1}'):
        with pytest.raises(Refused, match="no system"):
            System.from_json(text)


def test_those_who_wait_at_the_start_are_the_first_inside() -> None:
    system = System((delayed(),), START)
    made = system.simulate(years=0.1, replications=3)
    assert all(one.started.tolist() == [3] for one in made.runs)


def test_a_replication_is_a_log_that_every_analysis_reads() -> None:
    made = six_stations().simulate(years=1, replications=2)
    log = made.log(1)
    assert isinstance(log, EventLog)
    came = made.runs[1].came[0].sum()
    assert log.frame.get_column("reported").count() == came
    gone = made.runs[1].left[:, :, 0].sum(axis=1)
    assert [log.frame.get_column(s).count() for s in log.stages[1:]] == gone.tolist()
    assert log.frame.get_column("exit").count() == made.runs[1].left[:, :, 1:].sum()


def test_learned_numbers_are_drawn_anew_and_given_ones_are_not() -> None:
    given = System((replace(delayed(), waiting_days=()),), START)
    learned = System((replace(delayed(), waiting_days=(), arrived=50.0),), START)
    spreads = [
        s.simulate(years=2, replications=60).across("came").sum(axis=(1, 2)).std()
        for s in (given, learned)
    ]
    assert spreads[1] > 1.5 * spreads[0]
