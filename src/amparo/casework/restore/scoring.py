"""What scores say: a domain's mean, which domains are red, what has changed. Pure.

No mean is formed where more than a fifth of a domain's items is not known, and scores of two
versions of an instrument are never compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from amparo.casework.restore.instruments import Domain, Instrument, Step

MOST_MISSING = 0.20
Answers = Mapping[tuple[str, str], int | None]
Kind = TypeVar("Kind")
"""(domain, item) → score; None where it is not known."""


@dataclass(frozen=True)
class DomainScore:
    """One domain of one assessment; `mean` is None where too much is not known.

    `lowest` are the codes of items at a score that needs a goal: a mean must not hide one.
    """

    domain: Domain
    mean: float | None
    n_known: int
    n_items: int
    lowest: tuple[str, ...]
    step: Step | None

    @property
    def is_red(self) -> bool:
        """Whether the plan needs a goal here: by the mean, or by one item behind it."""
        return bool(self.lowest) or (self.step is not None and self.step.needs_goal)


@dataclass(frozen=True)
class Round:
    """One finished assessment as the rules see it."""

    on: date
    instrument: str
    means: Mapping[str, float | None]


@dataclass(frozen=True)
class Change:
    """A domain then and now; `difference` is None where either mean is missing."""

    domain: Domain
    then: float | None
    now: float | None

    @property
    def difference(self) -> float | None:
        """Now less then."""
        return None if self.then is None or self.now is None else self.now - self.then


def mean_of(scores: Sequence[int | None]) -> float | None:
    """The mean of the known scores, or None where more than a fifth of them is not known."""
    known = [score for score in scores if score is not None]
    if not known or len(scores) - len(known) > MOST_MISSING * len(scores) + 1e-9:
        return None
    return sum(known) / len(known)


def domain_scores(instrument: Instrument, answers: Answers) -> tuple[DomainScore, ...]:
    """Every domain, in the instrument's order."""
    return tuple(_domain_score(instrument, domain, answers) for domain in instrument.domain)


def _domain_score(instrument: Instrument, domain: Domain, answers: Answers) -> DomainScore:
    given = {item.code: answers.get((domain.code, item.code)) for item in domain.items}
    mean = mean_of(list(given.values()))
    red = {step.score for step in instrument.step if step.needs_goal}
    return DomainScore(
        domain=domain,
        mean=mean,
        n_known=sum(score is not None for score in given.values()),
        n_items=len(given),
        lowest=tuple(code for code, score in given.items() if score in red),
        step=None if mean is None else instrument.step_of(mean),
    )


def reds_of(scores: Sequence[DomainScore]) -> tuple[str, ...]:
    """The codes of the domains that need a goal."""
    return tuple(one.domain.code for one in scores if one.is_red)


def compared(instrument: Instrument, then: Round, now: Round) -> tuple[Change, ...]:
    """Each domain then and now; nothing where the two are not of one version."""
    if not then.instrument == now.instrument == instrument.key:
        return ()
    return tuple(
        Change(domain, then.means.get(domain.code), now.means.get(domain.code))
        for domain in instrument.domain
    )
