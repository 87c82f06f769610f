"""From a panel to the staggered answer."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import polars as pl

from amparo.flow.effects import misleading
from amparo.flow.effects.checks import Bearing, Check
from amparo.flow.effects.effect import Better, Design, Effect, Misleading, Timing, Weigh
from amparo.flow.effects.panel import NEVER, Floats, Ints, Panel
from amparo.flow.effects.staggered import aggregate as by
from amparo.flow.effects.staggered import answer
from amparo.flow.effects.staggered.callaway import Against, Combination
from amparo.flow.effects.staggered.cells import Cells, cells_of
from amparo.flow.effects.staggered.efficient import Efficient, efficient, spread_of
from amparo.flow.effects.tails import critical
from amparo.flow.effects.verdict import number
from amparo.flow.survival import Interval


@dataclass(frozen=True)
class Asked:
    """How the staggered design is to be run."""

    timing: Timing = Timing.CHOSEN
    against: Against = Against.NOT_YET
    anticipation: int = 0
    weigh: Weigh = Weigh.UNITS
    better: Better = Better.UNSAID
    level: float = 0.95
    looked_at: int = 1


def run(panel: Panel, asked: Asked, *, cluster: Ints | None = None) -> Effect:
    """The effect by group-time differences in differences, or by the efficient estimator.

    Raises: CannotEstimate where no unit can be compared with any other.
    """
    _, y, n, first = panel.matrices()
    always = first <= asked.anticipation
    kept = ~always
    weight = n if asked.weigh is Weigh.CASES else (n > 0).astype(float)
    groups = None if cluster is None else cluster[kept]
    cells = cells_of(y[kept], weight[kept], first[kept], groups)
    made = answer.study(cells, against=asked.against, anticipation=asked.anticipation)
    word = panel.axis.word
    checks = [
        answer.size_check(made, int(always.sum()), unit=panel.unit_word),
        answer.overlap_check(made, words=word),
        _gaps(cells, unit=panel.unit_word, word=word),
    ]
    alpha = (1 - asked.level) / asked.looked_at
    best = None
    if asked.timing is Timing.RANDOM:
        best, balance = _efficient(made, unit=panel.unit_word)
        checks.append(balance)
        checks.append(answer.pre_trend(made, words=word, bearing=Bearing.DOUBTS))
    else:
        checks += [
            answer.pre_trend(made, words=word),
            answer.anticipation_check(made, words=word),
            answer.placebo_date(y[kept], weight[kept], first[kept], asked.against, words=word),
        ]
    value = best.value if best else float(made.overall.value[0])
    se = best.se_neyman if best else float(made.overall.se[0])
    half = critical(alpha, made.overall.degrees()) * se
    method = (
        "estimator of Roth and Sant'Anna for random timing" if best
        else "differences in differences of Callaway and Sant'Anna, "
        + ("against units not yet repaired" if asked.against is Against.NOT_YET
           else "against units never repaired")
    )  # fmt: skip
    return Effect(
        outcome=panel.outcome, scale=panel.scale, design=Design.STAGGERED, method=method,
        estimate=value, se=se, interval=Interval(value, value - half, value + half),
        usual=answer.usual(made) + float(made.overall.value[0]) - value,
        n_units=cells.n, n_treated=made.n_treated, n_periods=cells.n_periods,
        n_rows=panel.frame.height, unit_word=panel.unit_word, period_word=word,
        better=asked.better, checks=tuple(checks), frame=events(made, best),
        level=asked.level, looked_at=asked.looked_at,
        misleading=_misleading(y[kept], weight[kept], first[kept]),
        tables=_tables(made, panel, best), notes=panel.notes,
    )  # fmt: skip


def _sized(made: answer.Study, lag: int | None = None) -> Combination:
    cells = made.cells
    parts = [one for one in made.after if lag is None or one.event(cells) == lag]
    total = sum(cells.sizes[one.g] for one in parts)
    return [(one, float(cells.sizes[one.g] / total)) for one in parts]


def _efficient(made: answer.Study, *, unit: str) -> tuple[Efficient, Check]:
    found = efficient(made.cells, spread_of(made.cells), _sized(made))
    z = found.balance / found.balance_se if found.balance_se else 0.0
    p = 2 * (1 - NormalDist().cdf(abs(z)))
    says = (
        f"Before the repair, {unit}s repaired earlier and later differed by "
        f"{number(found.balance)} (p = {p:.2f}), "
        + ("within chance." if p >= 0.05 else "more than a lottery allows.")
    )
    because = (
        "units repaired earlier differed from the others before the repair already, which a timing "
        "by lot rarely makes"
    )
    check = Check("balance", p >= 0.05, Bearing.REFUSES, says, because,
                  {"difference": found.balance, "se": found.balance_se, "p": p})  # fmt: skip
    return found, check


def _gaps(cells: Cells, *, unit: str, word: str) -> Check:
    """Whether units come and go: then a change may be a change of who is there."""
    there = cells.w > 0
    share = float(1 - there.mean())
    says = (
        f"Every {unit} has an outcome in every {word}." if share == 0
        else f"{share:.1%} of the {unit}s' {word}s have no outcome; a change may be one of who is "
        "there."
    )  # fmt: skip
    return Check("gaps", share <= 0.1, Bearing.DOUBTS, says, numbers={"share": share})


def events(made: answer.Study, best: Efficient | None = None) -> pl.DataFrame:
    """One row a period since the repair, where a tenth of the repaired units at least is seen."""
    cells = made.cells
    seen = [
        sum(cells.sizes[g] for g in {o.g for o in made.effects if o.event(cells) == lag})
        for lag in made.events.keys
    ]
    keep = [
        i for i, n in enumerate(seen)
        if n >= made.n_treated / 10 and made.events.each.se[i] > 0
    ]  # fmt: skip
    shown = by.Aggregate(
        tuple(made.events.keys[i] for i in keep), made.events.each.take(keep), made.events.overall
    )
    frame = shown.frame("since", z=1.96, band=by.sup_t(shown.each) if keep else 1.96)
    frame = frame.with_columns(pl.Series("n_repaired", [int(seen[i]) for i in keep]))
    if best is None:
        return frame
    spread = spread_of(cells)
    lags = {k: efficient(cells, spread, _sized(made, k)) for k in shown.keys if k >= 0}
    ratio = (frame["band_high"] - frame["estimate"]).to_numpy() / frame["se"].to_numpy()
    value = [lags[k].value if k in lags else v for k, v in frame.select("since", "estimate").rows()]
    se = [lags[k].se_neyman if k in lags else v for k, v in frame.select("since", "se").rows()]
    middle, error = np.array(value), np.array(se)
    return frame.with_columns(
        pl.Series("estimate", middle), pl.Series("se", error),
        pl.Series("low", middle - 1.96 * error), pl.Series("high", middle + 1.96 * error),
        pl.Series("band_low", middle - ratio * error),
        pl.Series("band_high", middle + ratio * error),
    )  # fmt: skip


def _tables(made: answer.Study, panel: Panel, best: Efficient | None) -> dict[str, pl.DataFrame]:
    labels = [panel.axis.label(t) for t in range(panel.axis.n)]
    calendar, cohort = by.calendar(made.cells, made.effects), by.cohort(made.cells, made.effects)
    rows = [
        ("simple", made.overall), ("dynamic", made.events.overall),
        ("calendar", calendar.overall), ("cohort", cohort.overall),
    ]  # fmt: skip
    overall = [
        (f"differences in differences, {k}", float(v.value[0]), float(v.se[0])) for k, v in rows
    ]
    if best:
        overall.append(("efficient, simple", best.value, best.se_neyman))
        overall.append(("efficient, simple, refined error", best.value, best.se))
    return {
        "overall": pl.DataFrame(overall, schema=["way", "estimate", "se"], orient="row"),
        "group_time": answer.att_frame(made, labels),
        "calendar": _named(calendar.frame("at", z=1.96, band=by.sup_t(calendar.each)), labels),
    }


def _named(frame: pl.DataFrame, labels: list[str]) -> pl.DataFrame:
    names = [labels[i] for i in frame.get_column("at")]
    return frame.with_columns(pl.Series("period", names)).drop("at")


def _misleading(y: Floats, w: Floats, first: Ints) -> tuple[Misleading, ...]:
    first = np.where(first >= y.shape[1], NEVER, first)
    found = (misleading.before_after(y, w, first), misleading.two_way(np.nan_to_num(y), w, first))
    return tuple(one for one in found if one is not None)
