"""What may be said of an effect, in words that need no statistics.

It never says "no effect": an interval that includes none is written with both its ends. It claims
nothing where a check says that the design cannot carry a claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import floor, log10
from typing import TYPE_CHECKING

from amparo.flow.effects.panel import Scale
from amparo.flow.wording import plural

if TYPE_CHECKING:
    from amparo.flow.effects.effect import Effect


class Claim(StrEnum):
    """The five verdicts."""

    IMPROVEMENT = "an improvement is shown"
    WORSENING = "a worsening is shown"
    CHANGE = "a change is shown"
    NONE = "no effect can be claimed"
    CANNOT_CARRY = "the design cannot carry a claim"


@dataclass(frozen=True)
class Verdict:
    """The claim; the sentence that says it; what stands in its way; what to doubt beside it."""

    claim: Claim
    sentence: str
    reasons: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.sentence


def verdict_of(found: Effect) -> Verdict:
    """The verdict of an effect."""
    reasons = tuple(one.because or one.says for one in found.checks if one.refuses)
    doubts = tuple(one.says for one in found.checks if one.doubts)
    interval = found.interval
    if reasons or found.estimate is None or interval.low is None or interval.high is None:
        why = "; and because ".join(reasons) if reasons else "there is no estimate"
        said = f"The design cannot carry a claim about {found.outcome}, because {why}."
        return Verdict(Claim.CANNOT_CARRY, said, reasons, doubts)
    if interval.low <= 0 <= interval.high:
        return Verdict(Claim.NONE, _no_claim(found, interval.low, interval.high), (), doubts)
    if found.design == "files":
        return Verdict(Claim.CHANGE, _read(found), (), doubts)
    claim = _claim(found)
    return Verdict(claim, _claimed(found, claim), (), doubts)


def _claim(found: Effect) -> Claim:
    if found.better == "unsaid" or found.estimate is None:
        return Claim.CHANGE
    good = (found.estimate > 0) == (found.better == "higher")
    return Claim.IMPROVEMENT if good else Claim.WORSENING


def _claimed(found: Effect, claim: Claim) -> str:
    low, high = sorted(abs(v) for v in (found.interval.low or 0.0, found.interval.high or 0.0))
    way = "rose" if (found.estimate or 0.0) > 0 else "fell"
    size = amount(abs(found.estimate or 0.0), found)
    between = f"between {bare(low, found)} and {amount(high, found)}"
    unsaid = " Whether that is better was not said." if claim is Claim.CHANGE else ""
    said = claim.value
    return (
        f"{said[0].upper()}{said[1:]}: with the repair, {found.outcome} {way} by {size} ({between})"
        f"{_of_usual(found, abs(found.estimate or 0.0))}, against what would have been expected "
        f"without it.{unsaid}{_doubted(found)}"
    )


def _read(found: Effect) -> str:
    """What files of before and after show; never what made it."""
    low, high = sorted(abs(v) for v in (found.interval.low or 0.0, found.interval.high or 0.0))
    way = "higher" if (found.estimate or 0.0) > 0 else "lower"
    size = amount(abs(found.estimate or 0.0), found)
    return (
        f"A change is shown: in the files after the repair, {found.outcome} is {size} {way} than "
        f"in those before it (between {bare(low, found)} and {amount(high, found)}). Files of "
        f"before and after do not say what made it.{_doubted(found)}"
    )


def _no_claim(found: Effect, low: float, high: float) -> str:
    fall, rise = amount(abs(low), found), amount(abs(high), found)
    return (
        f"No effect on {found.outcome} can be claimed: the difference lies between a fall of "
        f"{fall} and a rise of {rise}, and that includes none. A fall as large as {fall}"
        f"{_of_usual(found, abs(low))} is not excluded, nor is a rise as large as {rise}"
        f"{_of_usual(found, abs(high))}."
    )


def _doubted(found: Effect) -> str:
    doubts = [one.says for one in found.checks if one.doubts]
    return " But: " + " ".join(doubts) if doubts else ""


def _of_usual(found: Effect, size: float) -> str:
    """The size beside what is usual; a share needs none, it is read as it stands."""
    if found.scale is Scale.SHARE or not found.usual or found.usual <= 0:
        return ""
    return f" ({size / found.usual:.0%} of the usual {number(found.usual)})"


def resting_on(found: Effect) -> str:
    """How many units and periods, the method, and how sure."""
    per = f"{found.level:.0%} interval"
    units = f"{found.n_units:,} {plural(found.unit_word, found.n_units)}"
    several = ""
    if found.looked_at > 1:
        several = (
            f" {found.looked_at} outcomes were looked at; the interval is widened so that all of "
            "them hold together."
        )
    return (
        f"({units}, {found.n_treated:,} of them repaired, {found.n_periods} "
        f"{plural(found.period_word, found.n_periods)}; {found.method}; {per}.){several}"
    )


def amount(size: float, found: Effect) -> str:
    """A size with its unit: "6.1 percentage points", "0.0053 per unit and month"."""
    made = bare(size, found)
    if found.scale is Scale.SHARE:
        return f"{made} percentage point" + ("" if made == "1" else "s")
    return made


def bare(size: float, found: Effect) -> str:
    """A size without its unit."""
    return number(size * 100 if found.scale is Scale.SHARE else size)


def number(value: float) -> str:
    """Two figures that count, more before the point: "0.0053", "12.3", "1,234"."""
    if value == 0:
        return "0"
    places = max(0, 1 - floor(log10(abs(value))))
    if abs(value) >= 10:
        places = 1 if abs(value) < 100 else 0
    made = f"{value:,.{places}f}"
    return made.rstrip("0").rstrip(".") if "." in made else made
