"""What was asked of a design before its number may be believed, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from amparo.flow.effects.panel import Floats

POWER = 0.8


class Bearing(StrEnum):
    """What a failed check does: the claim is refused, doubted, or it is only told."""

    REFUSES = "refuses"
    DOUBTS = "doubts"
    TELLS = "tells"


@dataclass(frozen=True)
class Check:
    """One check. `passed` is None where it could not be run, which `says` explains.

    `because` ends the sentence "the design cannot carry a claim because …".
    """

    name: str
    passed: bool | None
    bearing: Bearing
    says: str
    because: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)

    @property
    def refuses(self) -> bool:
        """Whether it stands in the way of any claim."""
        return self.passed is False and self.bearing is Bearing.REFUSES

    @property
    def doubts(self) -> bool:
        """Whether it must be said beside a claim."""
        return self.passed is False and self.bearing is Bearing.DOUBTS


def drift_detectable(
    times: Floats, se: Floats, correlation: Floats, critical: float, *, seed: int = 21
) -> float:
    """The straight drift per period that a test of the largest |t| finds four times in five.

    Shapes: `times` (K), periods from the base; `se` (K); `correlation` (K × K).
    Source: Roth (2022), American Economic Review: Insights 4(3), section I.
    """
    random = np.random.default_rng(seed)
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.clip(values, 0.0, None))
    noise = random.standard_normal((2_000, times.size)) @ root.T
    pull = times / se
    low, high = 0.0, float((critical + 4.0) / np.abs(pull).max())
    for _ in range(40):
        middle = (low + high) / 2
        found = float((np.abs(noise + middle * pull).max(axis=1) > critical).mean())
        low, high = (low, middle) if found >= POWER else (middle, high)
    return high
