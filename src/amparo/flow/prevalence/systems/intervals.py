"""Intervals for how many there are in all, each named by the likelihood it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from math import exp, log, sqrt
from typing import Any

import numpy as np

from amparo.errors import Refused
from amparo.flow.prevalence.systems.existence import Posed
from amparo.flow.prevalence.systems.fit import Fit, fit_poisson
from amparo.flow.prevalence.systems.terms import Floats
from amparo.flow.survival import Interval

FURTHEST = log(1e13)  # where a profile has not fallen by here, it has no upper end


class Kind(StrEnum):
    """Where an interval comes from."""

    MULTINOMIAL = "multinomial profile likelihood"
    POISSON = "Poisson profile likelihood"
    WALD = "Wald, on the logarithm"
    BOOTSTRAP = "bootstrap"
    POSTERIOR = "posterior"
    LOG_NORMAL = "log-normal"


NICKNAMES = {
    "multinomial": Kind.MULTINOMIAL, "poisson": Kind.POISSON, "wald": Kind.WALD,
    "bootstrap": Kind.BOOTSTRAP,
}  # fmt: skip


def kind_of(asked: Kind | str) -> Kind:
    """The kind meant by "poisson", "multinomial", "wald", "bootstrap", or its whole name."""
    words = str(asked).casefold()
    for nickname, kind in NICKNAMES.items():
        if words in {nickname, kind.value.casefold(), kind.name.casefold()}:
            return kind
        if words.startswith(nickname):
            return kind
    raise Refused(
        "There is no such interval", found=str(asked), next_step="one of: " + ", ".join(NICKNAMES)
    )


def checked_level(level: float) -> float:
    """A level of confidence. Raises: Refused outside 0 to 1."""
    if not 0.0 < level < 1.0:
        raise Refused("A level lies between 0 and 1", found=f"{level:g}", next_step="such as 0.95")
    return level


def threshold(level: float) -> float:
    """By how much a log-likelihood may fall, for one number: half the chi-squared quantile."""
    from scipy.stats import chi2

    return float(chi2.ppf(level, 1)) / 2.0


def wald(posed: Posed, known: float, level: float) -> Interval:
    """The unseen times exp(± z × standard error of its logarithm)."""
    from scipy.stats import norm

    fit, unseen = posed.fit, exp(float(posed.fit.beta[0]))
    se = sqrt(float(np.linalg.inv(fit.information)[0, 0]))
    z = float(norm.ppf(0.5 + level / 2.0))
    return Interval(known + unseen, known + unseen * exp(-z * se), known + unseen * exp(z * se))


def poisson_profile(posed: Posed, known: float, level: float) -> Interval:
    """The totals at which the Poisson likelihood of what was seen has not fallen too far.

    The logarithm of the unseen, which is the model's constant, is held fixed and all else refitted.
    """
    at = float(posed.fit.beta[0])
    refit = _Refit(posed.x[:, 1:], posed.counts, posed.fit.beta[1:])
    low, high = ends_of(partial(_held_at, refit), at, posed.fit.loglik - threshold(level))
    return Interval(known + exp(at), known + low, None if high is None else known + high)


def multinomial_profile(posed: Posed, known: float, level: float) -> Interval:
    """The totals at which the multinomial likelihood has not fallen too far. Source: Cormack
    (1992), Biometrics 48: for each total the model is refitted with the unseen cell filled."""
    from scipy.optimize import minimize_scalar

    at = float(posed.fit.beta[0])
    first = np.zeros((1, posed.x.shape[1]))
    first[0, 0] = 1.0
    refit = _Refit(np.vstack([first, posed.x]), posed.counts, posed.fit.beta)
    profile = partial(_filled, refit)
    best = minimize_scalar(lambda t: -profile(t), bounds=(at - 2.0, at + 2.0), method="bounded")
    top = max(float(-best.fun), profile(at))
    mode = float(best.x) if -best.fun >= profile(at) else at
    low, high = ends_of(profile, mode, top - threshold(level))
    return Interval(known + exp(at), known + low, None if high is None else known + high)


@dataclass
class _Refit:
    """Fits along a profile, each begun where the last one ended."""

    x: Floats
    y: Floats
    start: Floats


def _held_at(refit: _Refit, at: float) -> float:
    fit = fit_poisson(refit.x, refit.y, offset=np.full(refit.y.size, at), start=refit.start)
    refit.start = fit.beta
    return fit.loglik


def _filled(refit: _Refit, at: float) -> float:
    from scipy.special import gammaln

    unseen = exp(at)
    y = np.concatenate([[unseen], refit.y])
    total = float(y.sum())
    fit: Fit = fit_poisson(refit.x, y, start=refit.start)
    refit.start = fit.beta
    # Σ y log(μ / N), with Σ μ = N at the maximum
    inside = fit.loglik + total - total * log(total)
    return float(gammaln(total + 1.0) - gammaln(unseen + 1.0)) + inside


def ends_of(
    profile: Callable[[float], float], at: float, floor: float
) -> tuple[float, float | None]:
    """The unseen at which a profile over its logarithm crosses a height, below and above."""
    from scipy.optimize import brentq

    # Once asked, a height stays: a refit that begins elsewhere may end a hair lower.
    known: dict[float, float] = {at: max(profile(at) - floor, 1e-9)}

    def gap(t: float) -> float:
        if t not in known:
            known[t] = profile(t) - floor
        return known[t]

    low, step = at, 0.25
    while low > -9.0 and gap(low - step) >= 0:
        low, step = low - step, step * 1.6
    lower = 0.0 if low <= -9.0 else exp(brentq(gap, low - step, low, xtol=1e-6))
    profile(at)  # back to the top, so that the next refit begins near
    high, step = at, 0.25
    while high < FURTHEST and gap(high + step) >= 0:
        high, step = high + step, step * 1.6
    if high >= FURTHEST:
        return lower, None
    return lower, exp(brentq(gap, high, high + step, xtol=1e-6))


def with_value(interval: Interval, value: float) -> Interval:
    """The same ends around another number."""
    return replace(interval, value=value)


BY_FORMULA: dict[Kind, Callable[..., Any]] = {
    Kind.WALD: wald, Kind.POISSON: poisson_profile, Kind.MULTINOMIAL: multinomial_profile,
}  # fmt: skip
