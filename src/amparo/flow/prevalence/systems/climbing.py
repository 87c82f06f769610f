"""The lowest point of a smooth function of a few numbers, near a start.

Our own, since the library's routine waits on threads of linear algebra for twenty numbers, which
takes longer than all else on a busy machine.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from amparo.flow.prevalence.systems.terms import Floats

Sloped = Callable[[Floats], tuple[float, Floats]]


def lowest_near(
    function: Sloped, start: Floats, *, most: int = 300, close: float = 1e-10
) -> tuple[Floats, float]:
    """Where it is lowest and how low: BFGS with steps halved (Nocedal and Wright 2006, 6.1)."""
    at = start
    value, slope = function(at)
    inverse = np.eye(at.size) / max(1.0, float(np.abs(slope).max()))
    calm = 0
    for _ in range(most):
        way = -(inverse * slope).sum(axis=1)
        fall = float((way * slope).sum())
        if fall >= 0:
            inverse, way = np.eye(at.size), -slope
            fall = -float((slope * slope).sum())
        length = min(1.0, 5.0 / max(float(np.abs(way).max()), 1e-300))
        for _ in range(30):
            ahead = at + length * way
            lower, turned = function(ahead)
            if lower <= value + 1e-4 * length * fall:
                break
            length /= 2.0
        else:
            break
        calm = calm + 1 if value - lower < close * (1.0 + abs(value)) else 0
        moved, bent = ahead - at, turned - slope
        at, value, slope = ahead, lower, turned
        if calm >= 3 or float(np.abs(slope).max()) < 1e-7 * (1.0 + abs(value)):
            break
        inverse = _updated(inverse, moved, bent)
    return at, value


def _updated(inverse: Floats, moved: Floats, bent: Floats) -> Floats:
    curve = float((moved * bent).sum())
    if curve < 1e-12:
        return inverse
    pulled = (inverse * bent).sum(axis=1)
    both = np.outer(moved, pulled)
    grown = 1.0 + float((bent * pulled).sum()) / curve
    made: Floats = inverse + (grown * np.outer(moved, moved) - both - both.T) / curve
    return made
