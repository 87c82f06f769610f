"""Simulated logs of units and steps, with a breakdown planted where the test says: plain numpy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from amparo.flow import EventLog, Exit, Pathway, Stage

STAGES = ("report", "statement", "arrest", "charge", "trial", "verdict")
AS_OF = date(2024, 12, 31)
YEARS = 3


@dataclass(frozen=True)
class Planted:
    """A log of twelve units and five steps, and the place whose repair would win most."""

    log: EventLog
    unit: str
    step: int


def planted(seed: int, *, times: float = 2.0) -> Planted:
    """A breakdown at a place drawn by lot, so deep that its repair is worth `times` the next best.

    Worth is reckoned from the true shares. Two traps: unit 00 has 30 cases, so that its raw shares
    are noise; all cases of unit 01 came in during the last four months, so that many are open.
    """
    chance = np.random.default_rng(seed)
    n_steps = len(STAGES) - 1
    share = chance.beta(0.8 * 80, 0.2 * 80, size=(12, n_steps))
    size = chance.integers(250, 600, size=12)
    size[0] = 30
    for place in chance.permutation(np.argwhere(np.arange(12)[:, None] + np.zeros(n_steps) >= 2)):
        unit, step = map(int, place)
        broken = _broken(share, size, (unit, step), times)
        if broken is not None:
            break
    else:
        raise AssertionError("no place can be worth so much")
    return Planted(log_of(chance, broken, size), f"unit {unit:02}", step)


def _broken(
    share: np.ndarray, size: np.ndarray, place: tuple[int, int], times: float
) -> np.ndarray | None:
    """The shares with one lowered until its repair is worth so much more than the next best."""
    made = share.copy()
    for lost in np.arange(0.1, 0.8, 0.025):
        made[place] = share[place] * (1.0 - lost)
        worth = worth_of(made, size)
        own, worth[place] = worth[place], 0.0
        if own >= times * worth.max():
            return made
    return None


def worth_of(share: np.ndarray, size: np.ndarray) -> np.ndarray:
    """What a repair to the upper quartile would win of verdicts, (u, s), from the true shares."""
    before = np.cumprod(np.concatenate([np.ones((len(share), 1)), share[:, :-1]], axis=1), axis=1)
    later = np.cumprod(share[:, ::-1], axis=1)[:, ::-1] / share
    target = np.quantile(share, 0.75, axis=0)
    return size[:, None] * before * np.maximum(0.0, target - share) * later


def log_of(chance: np.random.Generator, share: np.ndarray, size: np.ndarray) -> EventLog:
    """Cases of units (u,) whose shares (u, s) go on at each step; others leave; some still wait."""
    unit = np.repeat(np.arange(size.size), size)
    n, n_steps = unit.size, share.shape[1]
    end = np.datetime64(AS_OF)
    span = np.where(unit == 1, 120, 365 * YEARS)
    here = end - (chance.random(n) * span).astype("timedelta64[D]")
    days: dict[str, np.ndarray] = {STAGES[0]: here}
    left = np.full(n, np.datetime64("NaT"), dtype="datetime64[D]")
    for step in range(n_steps):
        waits = chance.exponential(25.0 + 10.0 * step, n).astype("timedelta64[D]")
        goes = chance.random(n) < share[unit, step]
        there = here + waits
        there = np.where(there <= end, there, np.datetime64("NaT")).astype("datetime64[D]")
        leaves = ~goes & ~np.isnat(there)
        left = np.where(leaves, there, left)
        here = np.where(goes, there, np.datetime64("NaT")).astype("datetime64[D]")
        days[STAGES[step + 1]] = here
    frame = pl.DataFrame(
        {
            "case": np.arange(n).astype(str),
            "row": np.arange(n),
            **days,
            "unit": np.char.add("unit ", np.char.zfill(unit.astype(str), 2)),
            "exit_on": left,
        }
    ).with_columns(exit=pl.when(pl.col("exit_on").is_not_null()).then(pl.lit("closed")))
    pathway = Pathway(
        "case", tuple(Stage(name, name) for name in STAGES), groups=("unit",), as_of=AS_OF,
        exits=(Exit("closed", "exit", ("closed",), "exit_on"),),
    )  # fmt: skip
    return EventLog(frame, pathway, AS_OF)
