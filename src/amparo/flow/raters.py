"""Whether two people who look at the same things call them the same, beyond chance.

Cohen's kappa for two raters, its interval from the large-sample standard error; Krippendorff's
alpha for any number of raters and with gaps, its interval from drawing units anew.

Source: Cohen 1960, Educational and Psychological Measurement 20, 37 to 46. The standard error:
Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72, 323 to 327, equation 13. Alpha:
Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C (nominal data, with gaps);
bands of both: none are printed, for they are custom and not theory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from amparo.errors import CannotEstimate
from amparo.flow.survival import LEVEL, Interval

DRAWS, SEED = 2000, 20_260_102
FEWEST = 2  # units both raters coded, below which nothing can be said


@dataclass(frozen=True)
class Agreement:
    """How far raters agree.

    Counts: `n` units coded by two raters or more. `share` is the plain share of agreement of pairs.
    Misleads when: nearly everything is of one kind; then kappa and alpha are low though raters
    nearly always agree, since chance would do nearly as well.
    """

    n: int
    share: Interval
    kappa: Interval
    alpha: Interval


def cohens_kappa(pairs: Sequence[tuple[str, str]], *, level: float = LEVEL) -> Interval:
    """Kappa of two raters' codes of the same units; no value where both use one code throughout.

    Raises: CannotEstimate for fewer than two units.
    """
    n = len(pairs)
    if n < FEWEST:
        raise CannotEstimate(
            "Too few breakdowns were coded twice", found=str(n),
            next_step="code more of the queue; two are the fewest, fifty tell something",
        )  # fmt: skip
    kinds = sorted({code for pair in pairs for code in pair})
    place = {kind: i for i, kind in enumerate(kinds)}
    table = np.zeros((len(kinds), len(kinds)))
    for one, other in pairs:
        table[place[one], place[other]] += 1 / n
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    seen, chance = float(np.trace(table)), float(rows @ columns)
    if chance >= 1.0:
        return Interval(None, None, None)
    kappa = (seen - chance) / (1 - chance)
    same = float(
        np.sum(np.diag(table) * ((1 - chance) - (rows + columns) * (1 - seen)) ** 2)
    )  # fmt: skip
    crossed = (columns[:, None] + rows[None, :]) ** 2
    apart = (1 - seen) ** 2 * float(np.sum(table * crossed) - np.sum(np.diag(table * crossed)))
    variance = (same + apart - (seen * chance - 2 * chance + seen) ** 2) / (n * (1 - chance) ** 4)
    half = NormalDist().inv_cdf(0.5 + level / 2) * sqrt(max(0.0, variance))
    return Interval(kappa, max(-1.0, kappa - half), min(1.0, kappa + half))


def krippendorffs_alpha(
    units: Sequence[Sequence[str]], *, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> Interval:
    """Alpha of nominal codes: one row of codes a unit, by however many raters coded it.

    Units coded once say nothing of agreement and are left out. The interval is that of units drawn
    anew with a fixed seed; no value where all codes are one.
    Raises: CannotEstimate for fewer than two units coded twice.
    """
    paired = [tuple(codes) for codes in units if len(codes) > 1]
    if len(paired) < FEWEST:
        raise CannotEstimate(
            "Too few breakdowns were coded twice", found=str(len(paired)),
            next_step="code more of the queue; two are the fewest, fifty tell something",
        )  # fmt: skip
    value = _alpha(paired)
    if value is None:
        return Interval(None, None, None)
    rng = np.random.default_rng(seed)
    again = [
        found
        for _ in range(draws)
        if (found := _alpha([paired[i] for i in rng.integers(0, len(paired), len(paired))]))
        is not None
    ]
    tail = (1 - level) / 2
    low, high = np.quantile(again, [tail, 1 - tail]) if again else (value, value)
    return Interval(value, float(low), float(high))


def _alpha(units: Sequence[tuple[str, ...]]) -> float | None:
    """1 − observed / expected disagreement, by coincidences."""
    total: Counter[str] = Counter()
    apart = 0.0
    for codes in units:
        counts = Counter(codes)
        m = len(codes)
        total.update(counts)
        apart += (m * m - sum(k * k for k in counts.values())) / (m - 1)
    n = sum(total.values())
    expected = n * n - sum(k * k for k in total.values())
    return None if expected == 0 else 1 - (n - 1) * apart / expected


def agreement(units: Sequence[Sequence[str]], *, level: float = LEVEL) -> Agreement:
    """Share, kappa and alpha of units whose first two codes are of two raters.

    Raises: CannotEstimate for fewer than two units coded twice.
    """
    from amparo.flow.attrition import wilson  # noqa: PLC0415  (attrition draws in the counts)

    paired = [tuple(codes) for codes in units if len(codes) > 1]
    pairs = [(codes[0], codes[1]) for codes in paired]
    kappa = cohens_kappa(pairs, level=level)
    alike = sum(one == other for one, other in pairs)
    return Agreement(
        len(pairs), wilson(alike, len(pairs), level=level), kappa,
        krippendorffs_alpha(paired, level=level),
    )  # fmt: skip
