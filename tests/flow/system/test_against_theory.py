"""On systems that queueing theory solves, the simulation gives theory's answer."""

from __future__ import annotations

import numpy as np
import pytest

from amparo.flow.system import Simulated, System, Work
from tests.flow.system.worlds import START, alone, erlang_wait, six_stations, station

YEARS, REPLICATIONS = 40.0, 24


def run(system: System, years: float = YEARS) -> Simulated:
    return system.simulate(years=years, replications=REPLICATIONS, seed=4)


def wait_in_line(made: Simulated, at: int = 0) -> tuple[float, float]:
    """Mean days in line over replications, and the standard error of that mean."""
    waits = made.across("waits")[:, at, :]
    means = waits[:, 0] / waits[:, 1]
    return float(means.mean()), float(means.std(ddof=1) / np.sqrt(means.size))


@pytest.mark.parametrize(("rate", "mean", "people"), [(0.8, 1.0, 1), (2.5, 1.0, 3), (0.5, 9.0, 6)])
def test_the_wait_for_one_or_several_people_is_erlangs(
    rate: float, mean: float, people: int
) -> None:
    wait, error = wait_in_line(run(alone(rate, people, mean)))
    assert wait == pytest.approx(erlang_wait(rate, mean, people), abs=4 * error)


@pytest.mark.parametrize(
    ("work", "cv"),
    [(Work.FIXED, 0.0001), (Work.LOGNORMAL, 1.5), (Work.GAMMA, 0.5), (Work.GAMMA, 1.6)],
)
def test_the_wait_for_one_person_is_pollaczek_and_khinchines(work: Work, cv: float) -> None:
    rate, mean = 0.6, 1.0
    wait, error = wait_in_line(run(alone(rate, 1, mean, work, cv)))
    theory = rate * mean**2 * (1 + cv**2) / (2 * (1 - rate * mean))
    assert wait == pytest.approx(theory, abs=4 * error)


def test_stations_in_a_row_wait_as_if_each_were_alone() -> None:
    """Jackson's theorem: what leaves a station of exponential work is again a Poisson stream."""
    row = System(
        (station(0.7, 1, 1.0), station(0.0, 2, 2.0, name="b", to="c")), START
    )  # fmt: skip
    made = run(row)
    for at, theory in ((0, erlang_wait(0.7, 1.0, 1)), (1, erlang_wait(0.7, 2.0, 2))):
        wait, error = wait_in_line(made, at)
        assert wait == pytest.approx(theory, abs=4 * error)


def test_adjourned_work_comes_back_and_loads_its_people_more() -> None:
    """Each case is worked on 1 / (1 − a) times: the share of time at work is λ s / ((1 − a) c)."""
    one = station(0.5, 1, 1.0, adjourned=0.25, gap_days=3.0)
    made = run(System((one,), START))
    busy = made.across("busy").sum(axis=2)[:, 0] / made.periods[-1]
    assert busy.mean() == pytest.approx(0.5 / 0.75, rel=0.02)


def test_littles_law_holds_as_an_account() -> None:
    """Days inside, summed over cases, are the area under the number inside."""
    made = run(six_stations(), years=2)
    for one in made.runs:
        stayed = one.stayed.sum(axis=1)
        still = np.array([one.ages[one.ages[:, 0] == k, 1].sum() for k in range(6)])
        np.testing.assert_allclose(stayed + still, one.area, rtol=1e-9)


def test_all_who_came_have_left_or_are_inside() -> None:
    assert all(one.adds_up() for one in run(six_stations(), years=2).runs)
