"""The same six stations by SimPy: the same answers within sampling error."""

from __future__ import annotations

import numpy as np
import pytest

from tests.flow.system import with_simpy
from tests.flow.system.worlds import six_stations

RUNS, YEARS = 12, 3.0


@pytest.fixture(scope="module")
def theirs() -> list[dict[str, float]]:
    return [with_simpy.run(YEARS * 365.25, seed) for seed in range(RUNS)]


def alike(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """Whether two means differ by less than four standard errors of their difference."""
    error = np.sqrt(ours.var(ddof=1) / ours.size + theirs.var(ddof=1) / theirs.size)
    return bool(abs(ours.mean() - theirs.mean()) < 4 * error)


def test_as_many_reach_the_end_and_as_soon(theirs: list[dict[str, float]]) -> None:
    made = six_stations().simulate(years=YEARS, replications=60, seed=2)
    finished = made.across("finished").sum(axis=1)
    assert alike(finished[:, 0], np.array([run["finished"] for run in theirs]))
    days = finished[:, 1] / finished[:, 0]
    assert alike(days, np.array([run["days"] / run["finished"] for run in theirs]))
