"""Each table in spec/simulation; queueing theory, plain counts and engines agree on it."""

from __future__ import annotations

import math
from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest

from amparo.flow.engines import system_of_log
from amparo.flow.system import Service, Simulated, Station, System
from tests.flow import specs
from tests.flow.engines import THROUGH_IBIS, running
from tests.flow.system.worlds import START

LINES = specs.read(specs.FOLDER / "simulation" / "lines.txt")
LEARNED = specs.read(specs.FOLDER / "simulation" / "learned.txt")


def system() -> System:
    rows = LINES.tables["stations"]
    return System(
        tuple(
            Station(
                str(row["start"]), str(row["to"]), arrivals=specs.number(row["arrivals"]) or 0.0,
                people=int(str(row["people"])),
                service=Service(float(str(row["days_of_work"]))),
            )
            for row in rows
        ),
        START,
    )  # fmt: skip


@pytest.mark.parametrize("column", ["days_in_line", "with_one_more"])
def test_the_simulated_line_is_the_one_of_the_table(column: str) -> None:
    more = {LINES.facts["more people"]: int(column == "with_one_more")}
    made: Simulated = system().change(people=more).simulate(years=40, replications=24, seed=4)
    waits = made.across("waits")
    for at, row in enumerate(LINES.tables["line"]):
        means = waits[:, at, 0] / waits[:, at, 1]
        error = float(means.std(ddof=1) / np.sqrt(means.size))
        assert means.mean() == pytest.approx(specs.number(row[column]), abs=4 * error), row["to"]


def erlang(rate: Fraction, mean: Fraction, people: int) -> Fraction:
    """Erlang's wait in line in exact fractions. Source: Kleinrock (1975), equation 3.40."""
    load = rate * mean
    terms = [load**k / math.factorial(k) for k in range(people)]
    last = load**people / math.factorial(people) * people / (people - load)
    return last / (sum(terms, Fraction(0)) + last) / (people / mean - rate)


@pytest.mark.parametrize(("column", "more"), [("days_in_line", 0), ("with_one_more", 1)])
def test_queueing_theory_gives_the_line(column: str, more: int) -> None:
    """By Jackson each station of a row waits as if what comes to the first came to it."""
    rate = Fraction(str(LINES.tables["stations"][0]["arrivals"]))
    got = [
        erlang(rate, Fraction(str(row["days_of_work"])),
               int(str(row["people"])) + more * (row["to"] == LINES.facts["more people"]))
        for row in LINES.tables["stations"]
    ]  # fmt: skip
    assert got == [Fraction(str(row[column])) for row in LINES.tables["line"]], LINES.claim


def test_what_is_learned_is_what_the_table_says() -> None:
    assert_learned(System.fit(LEARNED.log()))


@THROUGH_IBIS
def test_the_same_is_learned_of_what_an_engine_counts(name: str) -> None:
    found = system_of_log(running(name), LEARNED.log())
    assert_learned(found)
    assert found == System.fit(LEARNED.log())


def assert_learned(system: System) -> None:
    (station,) = system.stations
    (row,) = LEARNED.tables["learned"]
    assert (station.start, station.to, str(len(station.waiting_days))) == (
        row["start"], row["to"], row["inside"]
    )  # fmt: skip
    assert station.arrivals == pytest.approx(specs.number(row["came_a_day"])), LEARNED.claim
    assert station.chance_to_advance == pytest.approx(specs.number(row["share_advancing"]))


def test_plain_counts_learn_the_same() -> None:
    first, last = LEARNED.stages
    cases = [case["days"] | {"exit": case["exit"]} for case in specs.plain_cases(LEARNED)]
    year = [c for c in cases if LEARNED.as_of - c[first] < timedelta(days=365)]
    went, left = (sum(c[key] is not None for c in cases) for key in (last, "exit"))
    (row,) = LEARNED.tables["learned"]
    assert Fraction(len(year), 365) == Fraction(str(row["came_a_day"])), LEARNED.claim
    assert Fraction(went, went + left) == Fraction(str(row["share_advancing"]))
    assert len(cases) - went - left == int(str(row["inside"]))
