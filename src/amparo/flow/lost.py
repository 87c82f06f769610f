"""How many fewer went on of the cases that broke so: those of the same place beside them.

    fewer(u) = broke(u) × (share of the others(u) − share of those that broke so(u))

the formula of `opportunity`, entered × (target − share), with the other cases that came to the same
step in the same place as the target in the place of the better quarter of places; no gain is cut
off at nothing here, so that what goes the other way shows too. A share is that of those who went on
within the horizon (Aalen–Johansen, so that open cases count for what they are worth).

Source: shares weighed over the places of those that broke so, direct standardisation, Miettinen
1972, American Journal of Epidemiology 96:383; the interval of their difference, Newcombe 1998,
Statistics in Medicine 17:873, method 10, with effective sizes (Kish 1965) for numbers of cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from amparo.flow.attrition import wilson
from amparo.flow.counts import ADVANCED, EXITED, WAITING
from amparo.flow.hazards import Hazards, hazards_of
from amparo.flow.ranking import SMALLEST
from amparo.flow.survival import LEVEL, Interval
from amparo.flow.unit_steps import effective_size, followed_to

CAME = ("case", "unit", "broke", "came", "went", "left")


@dataclass(frozen=True)
class Fewer:
    """Cases of one place, or of all: those that broke so beside the others.

    Counts: `broke` and `others` cases that came to the step. `went` and `others_went` are the
    shares that went on, `fewer` the cases between them; without a number where it cannot be told.
    """

    unit: str
    broke: int
    others: int
    went: Interval
    others_went: Interval
    fewer: Interval


@dataclass(frozen=True)
class Lost:
    """What goes with a breakdown: how many fewer cases went on within `within` days.

    `every` is all places together; `places` those with ten cases or more on either side, by name;
    `together` the others, of `n_together` places or none named, as one.
    Counts: `left_out` cases that broke so where too few others came, or were not followed.
    Misleads when: read as what the breakdown did, or as what a repair would win. Cases that broke
    so may differ in what nobody wrote down, and a cause that is itself a long wait goes with a late
    or missing outcome by what it is.
    """

    within: int
    every: Fewer
    places: tuple[Fewer, ...]
    together: Fewer | None
    n_together: int
    left_out: int


def lost(cases: pl.DataFrame, *, as_of: date, longest: int, level: float = LEVEL) -> Lost | None:
    """Those that broke so beside the others of their place; None where too few can be compared.

    Shapes: `cases` one row a case that came to the step (CAME); `unit`, `went`, `left` may be null.
    The horizon is the longest, up to `longest` days, since which ten cases of either side came.
    """
    rows = _timed(cases, as_of).with_columns(pl.col("unit").fill_null(""))
    both = _sides(rows)
    if min(side.n for side in both) < SMALLEST:
        return None
    within = min(longest, *(_since(rows.filter(pl.col("broke") == side)) for side in (True, False)))
    named, rest, n_rest = [], [], 0
    for (unit,), some in rows.sort("unit").group_by("unit", maintain_order=True):
        if unit and _compares(_sides(some), within):
            named.append((str(unit), some))
        else:
            rest.append(some)
            n_rest += bool(unit)
    strata = [(unit, _sides(some)) for unit, some in named]
    together = _sides(pl.concat(rest)) if rest else None
    compared = together is not None and _compares(together, within)
    if together is not None and compared:
        strata.append(("", together))
    if not strata:
        return None
    every = _fewer("", [sides for _, sides in strata], within, level)
    made = tuple(_fewer(unit, [sides], within, level) for unit, sides in strata)
    return Lost(
        within, every, tuple(one for one in made if one.unit), made[-1] if compared else None,
        n_rest, round(both[0].n) - every.broke,
    )  # fmt: skip


def _since(rows: pl.DataFrame) -> int:
    """How many days ago the tenth of these cases had come to the step."""
    return int(rows.get_column("since").sort(descending=True)[SMALLEST - 1])


def _timed(cases: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """How long until each went on, left or was last seen; what came before the step is day 0."""
    went, left = pl.col("went").is_not_null(), pl.col("left").is_not_null()
    until = pl.coalesce("went", "left", pl.lit(as_of))
    return cases.with_columns(
        (until - pl.col("came")).dt.total_days().clip(lower_bound=0).alias("days"),
        pl.when(went).then(pl.lit(ADVANCED)).when(left).then(pl.lit(EXITED))
        .otherwise(pl.lit(WAITING)).alias("outcome"),
        (pl.lit(as_of) - pl.col("came")).dt.total_days().alias("since"),
        pl.lit("").alias("kind"),
        pl.lit(1).alias("n"),
    )  # fmt: skip


def _sides(rows: pl.DataFrame) -> tuple[Hazards, Hazards]:
    """Those that broke so, and the others."""
    return hazards_of(rows.filter("broke")), hazards_of(rows.filter(~pl.col("broke")))


def _compares(sides: tuple[Hazards, Hazards], within: int) -> bool:
    return all(side.n >= SMALLEST and followed_to(side, within) >= within for side in sides)


@dataclass(frozen=True)
class _Share:
    """A share, and its variance with half a case added to either fate, so that none is certain."""

    value: float
    eased: float
    variance: float


def _share(side: Hazards, within: int) -> _Share:
    upto = (side.days <= within).astype(np.float64)
    value = min(1.0, side.total(upto))
    size = max(1.0, effective_size(side, within, value, side.variance(upto)))
    eased = (value * size + 0.5) / (size + 1.0)
    return _Share(value, eased, eased * (1.0 - eased) / size)


def _weighed(shares: Sequence[_Share], weights: Sequence[float], level: float) -> Interval:
    """The mean of shares, with Wilson's interval at the size that its variance amounts to."""
    value = sum(w * one.value for w, one in zip(weights, shares, strict=True))
    eased = sum(w * one.eased for w, one in zip(weights, shares, strict=True))
    variance = sum(w * w * one.variance for w, one in zip(weights, shares, strict=True))
    size = eased * (1.0 - eased) / variance
    return wilson(value * size, size, level=level)


def _fewer(
    unit: str, strata: Sequence[tuple[Hazards, Hazards]], within: int, level: float
) -> Fewer:
    broke = sum(sides[0].n for sides in strata)
    weights = [sides[0].n / broke for sides in strata]
    went, others = (
        _weighed([_share(sides[at], within) for sides in strata], weights, level) for at in (0, 1)
    )
    gap = _apart(went, others)
    return Fewer(
        unit, round(broke), round(sum(sides[1].n for sides in strata)), went, others,
        Interval(*(None if v is None else broke * v for v in (gap.value, gap.low, gap.high))),
    )  # fmt: skip


def _apart(one: Interval, two: Interval) -> Interval:
    """The second share less the first, by Newcombe's method 10."""
    p, p_low, p_high = _numbers(one)
    q, q_low, q_high = _numbers(two)
    below = ((q - q_low) ** 2 + (p_high - p) ** 2) ** 0.5
    above = ((q_high - q) ** 2 + (p - p_low) ** 2) ** 0.5
    return Interval(q - p, q - p - below, q - p + above)


def _numbers(one: Interval) -> Iterator[float]:
    return (float(value or 0.0) for value in (one.value, one.low, one.high))
