"""Waves compared: by how much did it change, and does a published claim follow from its counts?"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

from amparo.errors import Refused
from amparo.flow.prevalence.designs.ratio import wilson
from amparo.flow.survival import Interval

if TYPE_CHECKING:
    from amparo.flow.prevalence.designs.result import Prevalence


@dataclass(frozen=True)
class Wave:
    """One round of a study: when, the share, and how sure its logarithm is (None: not known)."""

    when: str
    share: float
    log_se: float | None
    n: float | None = None

    @classmethod
    def counted(cls, when: str, victims: int, asked: int, *, design_effect: float = 1.0) -> Wave:
        """From counts; half a person is added on either side where nobody or all were victims."""
        if not 0 <= victims <= asked or asked < 1 or design_effect < 1.0:
            raise Refused(
                "A wave has victims among those asked, and a design effect of 1 or more",
                found=f"{victims} of {asked}, {design_effect:g}",
            )  # fmt: skip
        more = 0.5 if victims in {0, asked} else 0.0
        share = (victims + more) / (asked + 2 * more)
        se = sqrt((1 - share) / (share * (asked + 2 * more)) * design_effect)
        return cls(when, share, se, asked)

    @classmethod
    def of(cls, when: str, found: Prevalence) -> Wave:
        """From a study, by the interval of its logarithm."""
        from scipy.stats import norm

        share = found.share
        if not share.value or not share.low or not share.high:
            raise Refused("A wave needs a share above nothing, with its interval", found=when)
        z = float(norm.ppf(0.5 + found.level / 2))
        return cls(when, share.value, (log(share.high) - log(share.low)) / (2 * z), found.n)


@dataclass(frozen=True)
class Change:
    """1 − later / earlier, with its interval: −0.9 is nine in ten fewer."""

    earlier: Wave
    later: Wave
    change: Interval
    level: float

    def sentence(self) -> str:
        """The change in words; no more than the two waves can say."""
        low, high = self.change.low, self.change.high
        said = (
            f"From {self.earlier.share:.1%} ({self.earlier.when}) to {self.later.share:.1%} "
            f"({self.later.when}): {_signed(self.change.value)}"
        )
        if low is None or high is None:
            return said + "; without the numbers asked there is no interval."
        tail = "." if (low < 0) == (high < 0) else "; a change in either direction is not excluded."
        return said + f" ({self.level:.0%} interval {_signed(low)} to {_signed(high)})" + tail


def compare(earlier: Wave, later: Wave, *, level: float = 0.95) -> Change:
    """The relative change with an interval on the logarithm of the ratio.

    Source: Katz and others (1978), Biometrics 34. Misleads when the frame, the definition or the
    way of asking changed between the waves: then the change is of the study, not of the world.
    """
    from scipy.stats import norm

    if earlier.share <= 0 or later.share < 0:
        raise Refused("The earlier wave needs a share above nothing", found=f"{earlier.share:g}")
    ratio = later.share / earlier.share
    if earlier.log_se is None or later.log_se is None or ratio == 0:
        return Change(earlier, later, Interval(ratio - 1, None, None), level)
    half = float(norm.ppf(0.5 + level / 2)) * sqrt(earlier.log_se**2 + later.log_se**2)
    ends = Interval(ratio - 1, ratio * exp(-half) - 1, ratio * exp(half) - 1)
    return Change(earlier, later, ends, level)


@dataclass(frozen=True)
class Published:
    """A published change with the figures it was made from, as printed.

    `digits` are the decimals of the two printed percentages; `counts` (victims, asked) of the later
    wave where they are known.
    """

    name: str
    earlier: float
    later: float
    claimed: float
    digits: tuple[int, int]
    source: str
    periods: tuple[str, str]
    counts: tuple[int, int] | None = None


@dataclass(frozen=True)
class Recomputed:
    """A claim beside what its own figures give: the least and the most that rounding allows."""

    claim: Published
    computed: float
    least: float
    most: float
    later: Interval | None

    @property
    def agrees(self) -> bool:
        """Whether the claim lies within what rounding of its figures allows."""
        return self.least - 1e-9 <= self.claim.claimed <= self.most + 1e-9

    def sentence(self) -> str:
        """Whether the claim follows, and what does."""
        one = self.claim
        said = (
            f"{one.name}: {one.earlier:.{one.digits[0]}%} ({one.periods[0]}) to "
            f"{one.later:.{one.digits[1]}%} ({one.periods[1]}) is {_signed(self.computed)}; "
            f"published as {_signed(one.claimed)}"
        )
        said += (
            ", which agrees." if self.agrees else
            f", which does not follow from them: rounding allows {_signed(self.least)} to "
            f"{_signed(self.most)}."
        )  # fmt: skip
        if self.later is not None and one.counts is not None:
            said += (
                f" {one.counts[0]} of {one.counts[1]:,} is {self.later.value:.2%} (Wilson "
                f"{self.later.low:.2%} to {self.later.high:.2%})."
            )
        return f"{said} Source: {one.source}."


def recompute(claim: Published) -> Recomputed:
    """Reckon a claim again from its own figures."""
    first, last = (0.5 * 10.0 ** -(digits + 2) for digits in claim.digits)
    within = 0.5 * 10.0 ** -(_decimals(claim.claimed) + 2)
    ratio = claim.later / claim.earlier
    least = max(claim.later - last, 0.0) / (claim.earlier + first) - 1 - within
    most = (claim.later + last) / (claim.earlier - first) - 1 + within
    counts = claim.counts
    later = wilson(counts[0] / counts[1], counts[1], 0.95) if counts else None
    return Recomputed(claim, ratio - 1, least, most, later)


def _decimals(share: float) -> int:
    """Decimals of a printed percentage."""
    text = f"{abs(share) * 100:.4f}".rstrip("0")
    return len(text.partition(".")[2])


def _signed(value: float | None) -> str:
    if value is None:
        return "–"
    return ("−" if value < 0 else "+") + f"{abs(value):.1%}"


DOMINICAN = "IJM follow-up study 2022, as reported by Dominican Today"
CAMBODIA = "IJM prevalence studies 2012 and 2015, Cambodia"
WORKED = (
    Published("Dominican Republic, minors in commercial sex", 0.100, 0.022, -0.78, (1, 1),
              DOMINICAN, ("2014", "2022"), (27, 1203)),
    Published("Dominican Republic, formal sites", 0.058, 0.017, -0.706, (1, 1), DOMINICAN,
              ("2014", "2022")),
    Published("Dominican Republic, public places", 0.239, 0.024, -0.858, (1, 1), DOMINICAN,
              ("2014", "2022")),
    Published("Cambodia, minors in commercial sex", 0.0816, 0.022, -0.73, (2, 1), CAMBODIA,
              ("2012", "2015")),
)  # fmt: skip
