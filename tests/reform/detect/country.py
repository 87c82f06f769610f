"""A simulated country for the detectors: from its records to what breaks, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from math import log
from statistics import NormalDist

import polars as pl

from amparo.directory.packs import detectors, milestone_types
from amparo.flow.clusters import recurrence
from amparo.flow.effects import Effect, effect
from amparo.flow.simulate import SimulatedCase, simulate
from amparo.flow.simulate.model import Effect as Cause
from amparo.flow.simulate.model import Known, Model, Period, SimulatedUnit, Step, Wait
from amparo.reform.detect.history import Event, History
from amparo.reform.detect.rules import look
from amparo.reform.selectors.breaks import reached, settled_days
from amparo.reform.selectors.evaluating import panel_from
from tests.reform.repairing import PLAN

TODAY = date(2025, 1, 1)
BEGAN = date(2019, 1, 1)
STATIONS = tuple(f"station {n:02d}" for n in range(16))
REPAIRED = dict(
    zip(STATIONS[:8], [date(2021, 1, 1)] * 3 + [date(2022, 1, 1)] * 3 + [date(2023, 1, 1)] * 2,
        strict=True)
)  # fmt: skip
REACHED, LATE_WITHOUT = 0.93, 0.75
WAIT, TIMES = Wait(4, 0.6), 2.0
TERM = 14


def history_of(case: SimulatedCase, *, today: date, pack: str) -> History:
    """What the rules see of a simulated case."""
    events = tuple(
        Event(
            id=f"{case.number}-{i}", type=one.code, on=one.on, row=f"{case.number}-{i}",
            person="" if one.person is None else f"{one.about.value}{one.person}",
            institution=one.institution or "", unit=one.unit or "",
            kind=one.institution or "",
            is_exact=one.known is not Known.MONTH, has_reason=True,
        )
        for i, one in enumerate(case.records)
        if one.code in milestone_types()
    )  # fmt: skip
    survivors = frozenset(f"survivor{n}" for n in range(case.n_survivors))
    return History(today=today, pack=pack, events=events, survivors=survivors)


def looked(
    cases: Iterable[SimulatedCase], *, today: date, pack: str = "ph", only: Sequence[str] = ()
) -> pl.DataFrame:
    """What every detector sees in the country, one row a breakdown."""
    rules = [one for one in detectors().values() if not only or one.id in only]
    rows = [
        (str(case.number), rule.cause, rule.step or step_of(rule.cause), each.days_lost, rule.id)
        for case in cases
        for read in [history_of(case, today=today, pack=pack)]
        for rule in rules
        for each in look(read, rule)
    ]
    schema = {"case": pl.String, "cause": pl.String, "step": pl.String, "days_lost": pl.Int64,
              "detector": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def step_of(cause: str) -> str:
    """The step that a cause breaks."""
    from amparo.directory.packs import causes

    return next(one.step for one in causes() if one.id == cause)


def came(cases: Sequence[SimulatedCase]) -> pl.DataFrame:
    """One row a case and step: when it came there, and where."""
    rows = [
        (str(case.number), one.code, one.on, one.unit, one.institution)
        for case in cases
        for one in case.records
    ]
    schema = {"case": pl.String, "type": pl.String, "happened_on": pl.Date, "unit": pl.String,
              "institution": pl.String}  # fmt: skip
    kinds = {one.unit: one.institution for case in cases for one in case.records if one.unit}
    return reached(pl.DataFrame(rows, schema=schema, orient="row"), kinds)


def stations(*, works: bool) -> Model:
    """Sixteen stations; eight are far from the scenes until each gets its motorcycle.

    Where it does not work, the motorcycles change nothing: a placebo.
    """
    late = tuple(
        Cause(
            f"far from {unit}", "The station has no vehicle", on=("restrain.scene_visited",),
            units=(unit,), until_on=on if works else None, chance=LATE_WITHOUT, times_wait=TIMES,
        )
        for unit, on in REPAIRED.items()
    )  # fmt: skip
    steps = (
        Step("rescue.complaint_presented", ("rescue.referral_received",), Wait(5, 0.6), "police"),
        Step("rescue.complaint_registered", ("rescue.complaint_presented",), Wait(3), "police"),
        Step("restrain.scene_visited", ("rescue.complaint_registered",), WAIT, "police",
             chance=REACHED),
    )  # fmt: skip
    return Model(
        key="stations", starts_on=BEGAN, periods=(Period(BEGAN, 100, (("ngo", 1),)),),
        units=tuple(SimulatedUnit(unit, "police") for unit in STATIONS), steps=steps,
        effects=late, share_imprecise=0.0,
    )  # fmt: skip


def share_late(chance: float, times: float) -> float:
    """The share of scenes visited late or never, as the model makes it."""
    late = 1 - NormalDist(log(WAIT.median * times), WAIT.spread).cdf(log(TERM + 0.5))
    return 1 - chance + chance * late


TRUTH = share_late(REACHED, 1.0) - share_late(LATE_WITHOUT, TIMES)


def judged(*, seed: int, works: bool, n_cases: int = 2400) -> Effect:
    """What `effect` says of the motorcycles, from what the detectors saw."""
    cases = simulate(stations(works=works), n_cases=n_cases, today=TODAY, seed=seed)
    found = looked(cases, today=TODAY, only=("scene_late",))
    there = came(cases).filter(pl.col("step") == "investigate")
    table = recurrence(
        found, there, as_of=TODAY, settled_days=settled_days("B15"), period="quarter"
    )
    return effect(panel_from(table, dict(REPAIRED), replace(PLAN, units={})), better="lower")
