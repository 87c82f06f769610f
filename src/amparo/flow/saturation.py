"""Whether more cases would show more causes, or all that there are have been seen.

The curve is the number of causes that n cases of those at hand show on average (rarefaction: exact,
no drawing). What is still unseen is told by the causes seen in one case only and in two only.

Source: rarefaction of incidence data, Coleman 1981, and Colwell and others 2012, Journal of Plant
Ecology 5, 3 to 21, equation 4; coverage: Good 1953, Turing's estimate 1 − f1 / n; the lower bound
of what there is: Chao 1987 (Chao2, bias-corrected).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp, lgamma

from amparo.errors import CannotEstimate


@dataclass(frozen=True)
class Saturation:
    """How many causes n cases show.

    Counts: `n` cases with a breakdown; `seen` causes; `once` and `twice` those of one case only and
    of two only; `new_in_last` those that the last `last` cases showed first.
    `points` are (cases, causes expected); `coverage` the share of all breakdowns that are of causes
    seen; `at_least` how many causes there are at the least.
    Misleads when: cases are of another kind than before, so that the next cases are not like these.
    """

    n: int
    seen: int
    once: int
    twice: int
    last: int
    new_in_last: int
    points: tuple[tuple[int, float], ...]
    coverage: float
    at_least: float


def saturation(cases: Sequence[Collection[str]], *, last: int = 20) -> Saturation:
    """The curve of cases in the order in which they were worked, each with its causes.

    Raises: CannotEstimate where no case has a cause.
    """
    told = [frozenset(causes) for causes in cases if causes]
    if not told:
        raise CannotEstimate(
            "No breakdown is confirmed yet", next_step="confirm what the detectors propose"
        )
    n = len(told)
    in_cases = Counter(cause for causes in told for cause in causes)
    once = sum(k == 1 for k in in_cases.values())
    twice = sum(k == 2 for k in in_cases.values())
    recent = min(last, n)
    before = set().union(*told[: n - recent]) if n > recent else set()
    marks = sorted({1, n, *(round(n * part / 30) for part in range(1, 31))} - {0})
    incidences = sum(in_cases.values())
    unseen = (n - 1) / n * once * (once - 1) / (2 * (twice + 1))
    return Saturation(
        n, len(in_cases), once, twice, recent, len(set().union(*told[n - recent :]) - before),
        tuple((k, _expected(k, n, list(in_cases.values()))) for k in marks),
        1 - once / incidences, len(in_cases) + unseen,
    )  # fmt: skip


def _expected(k: int, n: int, counts: Sequence[int]) -> float:
    """Σ 1 − C(n − m, k) / C(n, k) over causes seen in m of n cases."""
    return sum(1 - (exp(_logc(n - m, k) - _logc(n, k)) if n - m >= k else 0.0) for m in counts)


def _logc(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
