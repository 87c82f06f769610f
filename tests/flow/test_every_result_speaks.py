"""Every result has a frame, a drawing, a sentence, and says itself in a notebook and a terminal."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from amparo.flow import EventLog, System, diagnose, effect
from amparo.flow.charts import svg
from amparo.flow.counts import counted
from amparo.flow.courts import monthly
from amparo.flow.effects.outcome import advanced_within
from tests.flow.effects import worlds
from tests.flow.systems import STAGES, log_of


@cache
def log() -> EventLog:
    return log_of(np.random.default_rng(8), np.full((6, 5), 0.8), np.full(6, 90))


def step() -> Any:
    return log().pathway.step(*STAGES[:2])


def system() -> System:
    return System.fit(log())


MADE = {
    "a diagnosis": lambda: diagnose(log(), by=["unit"]),
    "attrition": lambda: log().attrition(by=["unit"]),
    "curves": lambda: log().survival(step(), by=["unit"]),
    "a curve": lambda: log().survival(step()).whole,
    "fates": lambda: log().survival(step()).fates,
    "a log-rank test": lambda: log().survival(step(), by=["unit"]).logrank(),
    "units compared": lambda: log().compare(step(), by="unit", within=180),
    "opportunities": lambda: log().opportunities(by="unit"),
    "what follows what": lambda: log().follows(),
    "variants": lambda: log().variants(),
    "rework": lambda: log().rework(),
    "courts": lambda: log().courts(filed="report", disposed=("verdict", "closed")),
    "monthly flow": lambda: monthly(log(), 0),
    "counts": lambda: counted(log()),
    "counts without small cells": lambda: counted(log()).without_small_cells(11),
    "an outcome": lambda: advanced_within(log(), *STAGES[:2], 60, by="unit"),
    "an effect": lambda: effect(
        worlds.staggered(2, n=24, periods=12, starts=(5, 7, None)), outcome="y", unit="unit",
        period="period", treated_from="first",
    ),
    "a system": system,
    "a simulation": lambda: system().simulate(years=0.5, replications=4),
    "a what-if": lambda: system().change(arrivals=1.2).simulate(years=0.5, replications=4).against(
        system().simulate(years=0.5, replications=4)
    ),
    "a backtest": lambda: System.backtest(log(), split=date(2024, 9, 30), replications=4),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_it_has_a_frame_a_drawing_and_a_sentence_and_says_itself(name: str) -> None:
    made = MADE[name]()
    said = made.sentence()
    assert isinstance(made.frame, pl.DataFrame)
    assert made.frame.width > 1
    assert said.endswith((".", ")"))
    assert len(repr(made)) < 2_000
    assert " at 0x" not in repr(made)
    assert "shape: (" not in repr(made)
    assert said.split(".")[0] in " ".join(repr(made).split())
    assert svg(made.chart()).startswith("<svg")
    assert "<figure>" in made._repr_html_()
