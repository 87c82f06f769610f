"""From a panel to the answer of a stepped wedge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate
from amparo.flow.effects import misleading
from amparo.flow.effects.checks import Bearing, Check
from amparo.flow.effects.effect import Better, Design, Effect
from amparo.flow.effects.panel import NEVER, Floats, Ints, Panel
from amparo.flow.effects.staggered import answer
from amparo.flow.effects.staggered.callaway import Against
from amparo.flow.effects.staggered.cells import cells_of
from amparo.flow.effects.staggered.run import events
from amparo.flow.effects.tails import critical
from amparo.flow.effects.wedge.model import (
    Lottery,
    Mixed,
    lottery,
    mixed,
    orders_of,
    rows_of,
)
from amparo.flow.survival import Interval

FEWEST_ORDERS = 40  # fewer, and no order is rare enough to speak at 95 %


@dataclass(frozen=True)
class Asked:
    """How the wedge is to be run."""

    better: Better = Better.UNSAID
    level: float = 0.95
    looked_at: int = 1


def run(panel: Panel, asked: Asked) -> Effect:
    """The effect by the mixed model, its interval by the lottery of orders.

    Raises: CannotEstimate where there are fewer than three units or two dates.
    """
    _, y, n, first = panel.matrices()
    first = np.where(first >= panel.axis.n, NEVER, first)
    dates = np.unique(first)
    if first.size < 3 or dates.size < 2:
        raise CannotEstimate(
            "A stepped wedge has three units or more, repaired at different dates",
            found=f"{first.size} units, {dates.size} dates", next_step="use design auto",
        )  # fmt: skip
    rows = rows_of(y, n)
    model = mixed(rows, first)
    drawn = lottery(rows, first, model)
    level = 1 - (1 - asked.level) / asked.looked_at
    low, high = drawn.interval(level)
    known = bool(np.isfinite([low, high]).all())
    on = rows.repaired(first) > 0
    word, unit = panel.axis.word, panel.unit_word
    checks = (
        _orders(first, level, unit=unit),
        _balance(y, first, unit=unit),
        _gaps(y, unit=unit, word=word),
    )
    first_known = (n > 0).astype(float)
    naive = (misleading.before_after(np.nan_to_num(y), first_known, first),)
    return Effect(
        outcome=panel.outcome, scale=panel.scale, design=Design.WEDGE,
        method="mixed model of a stepped wedge, interval by the other orders the lot could draw",
        estimate=drawn.estimate, se=model.se,
        interval=Interval(drawn.estimate, *((low, high) if known else (None, None))),
        usual=float(rows.y[on].mean()) - drawn.estimate, n_units=int(first.size),
        n_treated=int((first < NEVER).sum()), n_periods=panel.axis.n, n_rows=panel.frame.height,
        unit_word=unit, period_word=word, better=asked.better, checks=checks,
        frame=_frame(y, n, first), level=asked.level, looked_at=asked.looked_at,
        misleading=tuple(one for one in naive if one),
        tables={"overall": _overall(model, drawn, int(first.size), level)}, notes=panel.notes,
    )  # fmt: skip


def _frame(y: Floats, n: Floats, first: Ints) -> pl.DataFrame:
    """The event study of the same units, to look at."""
    cells = cells_of(y, (n > 0).astype(float), first)
    try:
        made = answer.study(cells, against=Against.NOT_YET, anticipation=0)
    except CannotEstimate:
        return pl.DataFrame(schema={"since": pl.Int64, "estimate": pl.Float64})
    return events(made)


def _overall(model: Mixed, drawn: Lottery, n_units: int, level: float) -> pl.DataFrame:
    """The same effect by model, by estimating equations, by lot."""
    t = critical(1 - level, n_units - 2)
    low, high = drawn.interval(level)
    rows = [
        ("mixed model, t with units less 2", model.value, model.se,
         model.value - t * model.se, model.value + t * model.se),
        ("estimating equations, error corrected for few units", model.gee, model.gee_se,
         model.gee - t * model.gee_se, model.gee + t * model.gee_se),
        ("lottery of orders", drawn.estimate, None, low, high),
    ]  # fmt: skip
    made = pl.DataFrame(rows, schema=["way", "estimate", "se", "low", "high"], orient="row")
    return made.with_columns(pl.Series("p", [None, None, drawn.p()], dtype=pl.Float64))


def _orders(first: Ints, level: float, *, unit: str) -> Check:
    n, needed = orders_of(first), max(FEWEST_ORDERS, round(2 / (1 - level)))
    shown = f"{n:,}" if n < 10**9 else "more than a thousand million"
    says = f"The {first.size} {unit}s could have been repaired in {shown} different orders."
    because = (
        f"the repair could have been rolled out in {n} orders only, and fewer than {needed} cannot "
        "tell it from the luck of the draw"
    )
    return Check(
        "orders", n >= needed, Bearing.REFUSES, says, because, {"orders": float(min(n, 10**15))}
    )


def _balance(y: Floats, first: Ints, *, unit: str, seed: int = 25) -> Check:
    """Whether units repaired early already differed in the first period, which lots rarely make."""
    start = np.nan_to_num(y[:, 0], nan=float(np.nanmean(y)))
    _, order = np.unique(first, return_inverse=True)
    if order.std() == 0 or start.std() == 0:
        return Check("balance", None, Bearing.TELLS, "There is nothing to compare at the start.")
    random = np.random.default_rng(seed)
    seen = abs(float(np.corrcoef(order, start)[0, 1]))
    drawn = [abs(float(np.corrcoef(order, random.permutation(start))[0, 1])) for _ in range(999)]
    p = (sum(one >= seen - 1e-12 for one in drawn) + 1) / 1000
    says = f"At the start, {unit}s repaired early and late were alike within chance (p = {p:.2f})."
    because = (
        f"{unit}s repaired early already differed at the start, which an order by lot rarely makes"
    )
    if p < 0.05:
        says = because[0].upper() + because[1:] + f" (p = {p:.2f})."
    return Check("balance", p >= 0.05, Bearing.REFUSES, says, because, {"p": p})


def _gaps(y: Floats, *, unit: str, word: str) -> Check:
    share = float(np.isnan(y).mean())
    says = f"{share:.1%} of the {unit}s' {word}s have no outcome."
    return Check("gaps", share <= 0.1, Bearing.DOUBTS, says, numbers={"share": share})
