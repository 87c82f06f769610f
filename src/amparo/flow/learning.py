"""What a test tells of its questions, and of what people learned between two sittings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pvariance

from amparo.flow.effects.tails import critical
from amparo.flow.survival import LEVEL, Interval

FEWEST = 10
TOO_HARD, TOO_EASY, BLUNT = 0.2, 0.9, 0.2


@dataclass(frozen=True)
class Item:
    """One question: the share who had it right, and how far it parts the strong from the weak."""

    number: int
    difficulty: float
    discrimination: float | None

    @property
    def doubt(self) -> str:
        """Why the question should be looked at; nothing where it serves.

        Source: the thresholds of Ebel and Frisbie 1991.
        """
        if self.discrimination is not None and self.discrimination < 0:
            return "Those who know more get it wrong: is the key right?"
        if self.difficulty >= TOO_EASY:
            return "Nearly everyone has it right"
        if self.difficulty <= TOO_HARD:
            return "Hardly anyone has it right"
        if self.discrimination is not None and self.discrimination < BLUNT:
            return "It hardly tells who knows more"
        return ""


@dataclass(frozen=True)
class ItemAnalysis:
    """Every question of one sitting, and how well they hang together.

    Counts: people who sat it (`n`).
    Misleads when: fewer than ten sat it; questions measure different things; everyone knows all.
    """

    n: int
    items: tuple[Item, ...]
    reliability: float | None


def item_analysis(answers: Sequence[Sequence[int]]) -> ItemAnalysis:
    """Difficulty, discrimination and reliability, from people's answers (1 right, 0 wrong).

    Shapes: (people, questions), the same questions for all.
    Source: difficulty, the share right; discrimination, the correlation of a question with the sum
    of the others (point-biserial, corrected as in Henrysson 1963, Psychometrika 28:211);
    reliability, formula 20 of Kuder and Richardson 1937, Psychometrika 2:151.
    """
    n = len(answers)
    if n == 0:
        return ItemAnalysis(0, (), None)
    columns = list(zip(*answers, strict=True))
    totals = [sum(row) for row in answers]
    items = tuple(
        Item(number, fmean(column), _correlation(
            column, [total - own for total, own in zip(totals, column, strict=True)]
        ))
        for number, column in enumerate(columns, start=1)
    )  # fmt: skip
    return ItemAnalysis(n, items, _kr20(items, totals))


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    if len(one) < 2:
        return None
    spread = sqrt(pvariance(one) * pvariance(other))
    if spread == 0:
        return None
    middle = fmean(one), fmean(other)
    both = fmean((a - middle[0]) * (b - middle[1]) for a, b in zip(one, other, strict=True))
    return both / spread


def _kr20(items: Sequence[Item], totals: Sequence[int]) -> float | None:
    spread = pvariance(totals) if totals else 0.0
    if len(items) < 2 or spread == 0:
        return None
    within = sum(item.difficulty * (1 - item.difficulty) for item in items)
    return len(items) / (len(items) - 1) * (1 - within / spread)


@dataclass(frozen=True)
class Learned:
    """A ratio over people, each against themselves, with its interval.

    Counts: people of whom both sittings are known (`n`), and of whom one is missing (`missing`).
    """

    ratio: Interval
    n: int
    missing: int


def normalised_gain(
    pairs: Sequence[tuple[float | None, float | None]], *, level: float = LEVEL
) -> Learned:
    """Of what people did not know before, the share that they knew after.

    `pairs` are shares right (before, after). (mean after − mean before) / (1 − mean before), over
    those who sat both.
    Source: Hake 1998, Am. J. Phys. 66:64 (the average normalised gain of a course); interval by the
    jackknife over people (Tukey 1958; Efron and Tibshirani 1993, chapter 11), n − 1 degrees.
    Misleads when: most knew nearly everything before (the denominator is small); those who left
    before the second sitting are unlike those who stayed; the same questions were taught.
    """

    def gain(known: Sequence[tuple[float, float]]) -> float | None:
        before, after = fmean(b for b, _ in known), fmean(a for _, a in known)
        return (after - before) / (1 - before) if before < 1 else None

    return _over_people(pairs, gain, level)


def retention(
    pairs: Sequence[tuple[float | None, float | None]], *, level: float = LEVEL
) -> Learned:
    """Of what people knew right after, the share that they still know: mean later / mean after.

    Source: indicator I56; interval by the jackknife over people, as above.
    Misleads when: those who could be found again are unlike those who could not.
    """

    def kept(known: Sequence[tuple[float, float]]) -> float | None:
        after = fmean(a for a, _ in known)
        return fmean(later for _, later in known) / after if after > 0 else None

    return _over_people(pairs, kept, level)


def _over_people(
    pairs: Sequence[tuple[float | None, float | None]],
    ratio: Callable[[Sequence[tuple[float, float]]], float | None],
    level: float,
) -> Learned:
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    n, missing = len(known), len(pairs) - len(known)
    value = ratio(known) if known else None
    without = [ratio(known[:i] + known[i + 1 :]) for i in range(n)] if n > 2 else []
    parts = [one for one in without if one is not None]
    if value is None or len(parts) < n or n < 3:
        return Learned(Interval(value, None, None), n, missing)
    middle = fmean(parts)
    error = sqrt((n - 1) / n * sum((one - middle) ** 2 for one in parts))
    half = critical(1 - level, n - 1) * error
    return Learned(Interval(value, value - half, value + half), n, missing)
