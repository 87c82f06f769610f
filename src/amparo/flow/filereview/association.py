"""What goes with a step left undone, further down, in cases that are otherwise alike.

An association, adjusted for what is named, and no more: who left the step undone may have known
that the case would fail, and what nobody wrote down cannot be adjusted for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from amparo.errors import CannotEstimate
from amparo.flow.survival import Floats, Interval

FEWEST = 10  # files on either side, and of either outcome


@dataclass(frozen=True)
class Association:
    """The share with the outcome where the step was failed, less that where it was done.

    `raw` compares the shares as they are; `adjusted` weighs both over the same mix of cases. `p` is
    two-sided, `holm` is p after all the comparisons of one review. `unseen`: how strongly something
    unwritten would have to go with both, as a ratio of risks, to explain the difference away
    (VanderWeele and Ding 2017, the E-value); 1 where there is nothing to explain.
    """

    step: str
    outcome: str
    n: int
    raw: float | None
    adjusted: Interval
    p: float | None
    holm: float | None = None
    unseen: float | None = None
    why_not: str = ""


def associate(
    failed: Floats, outcome: Floats, groups: list[Floats], *, level: float, names: tuple[str, str]
) -> Association:
    """The standardised difference of risks, by logistic regression and the delta method.

    Shapes: `failed` and `outcome` (n,) of 0 and 1; each of `groups` (n, k) columns of 0 and 1.
    Source: Lane and Nelder 1982; variance by the delta method over a robust (HC1) covariance.
    Never raises: what cannot be estimated says why.
    """
    step, what = names
    n = failed.size
    raw = _raw(failed, outcome)
    try:
        value, se, ratio = _standardised(failed, outcome, groups)
    except CannotEstimate as nothing:
        return Association(step, what, n, raw, Interval(None, None, None), None,
                           why_not=nothing.what)  # fmt: skip
    from scipy.stats import norm

    z = float(norm.ppf(0.5 + level / 2))
    interval = Interval(value, max(-1.0, value - z * se), min(1.0, value + z * se))
    p = float(2 * norm.sf(abs(value) / se)) if se > 0 else None
    return Association(step, what, n, raw, interval, p, unseen=e_value(ratio))


def _raw(failed: Floats, outcome: Floats) -> float | None:
    if not failed.any() or failed.all():
        return None
    return float(outcome[failed == 1].mean() - outcome[failed == 0].mean())


def _standardised(
    failed: Floats, outcome: Floats, groups: list[Floats]
) -> tuple[float, float, float]:
    smallest = min(failed.sum(), (1 - failed).sum(), outcome.sum(), (1 - outcome).sum())
    if smallest < FEWEST:
        raise CannotEstimate(f"Fewer than {FEWEST} files on one side")
    if min(outcome[failed == 1].sum(), outcome[failed == 0].sum()) == 0:
        raise CannotEstimate("One side has no file with the outcome")
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import (
        PerfectSeparationError,
        PerfectSeparationWarning,
    )

    design = np.column_stack([np.ones(failed.size), failed, *groups])
    design = design[:, _apart(design)]
    import warnings  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PerfectSeparationWarning)
            fit = sm.GLM(outcome, design, family=sm.families.Binomial()).fit(cov_type="HC0")
    except (PerfectSeparationError, PerfectSeparationWarning, np.linalg.LinAlgError) as error:
        raise CannotEstimate("A group of these cases all ended alike") from error
    if not fit.converged or not np.isfinite(fit.bse).all() or float(np.max(fit.bse)) > 50:
        raise CannotEstimate("A group of these cases all ended alike")
    with_, without = design.copy(), design.copy()
    with_[:, 1], without[:, 1] = 1.0, 0.0
    one, other = fit.predict(with_), fit.predict(without)
    slope = (with_ * (one * (1 - one))[:, None] - without * (other * (1 - other))[:, None]).mean(0)
    n, k = design.shape
    # HC1: statsmodels leaves the correction for the columns out in this family.
    variance = float(slope @ np.asarray(fit.cov_params()) @ slope) * n / (n - k)
    return float((one - other).mean()), sqrt(variance), float(one.mean() / other.mean())


def _apart(design: Floats) -> list[int]:
    """Columns of which none follows from those before it."""
    triangle = np.linalg.qr(design / np.linalg.norm(design, axis=0).clip(min=1e-12), mode="r")
    return [int(i) for i in np.flatnonzero(np.abs(np.diag(triangle)) > 1e-8)]


def e_value(ratio: float) -> float:
    """How strong an unwritten cause would have to be, as a ratio of risks with each of the two."""
    above = ratio if ratio >= 1 else 1 / ratio
    return above + sqrt(above * (above - 1))


def after_all_looks(found: list[Association]) -> list[Association]:
    """The same with Holm's p: what is left of each after all were looked at. Source: Holm 1979."""
    order = sorted(
        (i for i, one in enumerate(found) if one.p is not None), key=lambda i: found[i].p or 0.0
    )
    held, made = 0.0, list(found)
    for place, i in enumerate(order):
        held = max(held, min(1.0, (len(order) - place) * (found[i].p or 0.0)))
        made[i] = replace(found[i], holm=held)
    return made
