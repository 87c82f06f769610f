"""Values in words, as this person may see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from amparo.access.models import User
from amparo.directory.packs.indicators import Indicator
from amparo.protection.models import IndicatorValue, Wave
from amparo.protection.selectors.made import Made
from amparo.reform.selectors import FEWEST, hides_small, shown
from amparo.web.dates import spoken_date

WITHHELD = "withheld"
BETTER = {"up": "Higher is better", "down": "Lower is better",
          "ambiguous": "Higher may be good or bad news"}  # fmt: skip


def number(value: float | None, kind: str) -> str:
    """A value of this kind."""
    if value is None:
        return "–"
    if kind == "share":
        return f"{value:.1%}"
    if kind == "days":
        return f"{value:,.0f} days"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"


def made_words(one: Indicator, made: Made, user: User) -> tuple[str, str]:
    """The value, and the line under it: interval, how many, what was missing."""
    if made.value is None:
        return "–", ". ".join(part for part in (made.withheld, made.lacking) if part)
    if one.kind == "count":
        return shown(round(made.value), user), ""
    if hides_small(user) and made.n < 4 * FEWEST:
        return WITHHELD, "from too few to publish"
    value = _rounded(made.value, one.kind, user)
    exact = not hides_small(user)
    part = f"{made.k:,} " if made.k is not None and exact else ""
    notes = [f"{part}of {shown(made.n, user)}"]
    if made.low is not None and made.high is not None and exact:
        notes.insert(0, f"{number(made.low, one.kind)} to {number(made.high, one.kind)}")
    if made.lacking:
        notes.append(made.lacking)
    elif made.missing > 0.005:
        notes.append(f"{made.missing:.0%} of days inexact")
    return value, "; ".join([", ".join(notes), *(made.beside if exact else ())])


def _rounded(value: float, kind: str, user: User) -> str:
    if hides_small(user) and kind == "share":
        return f"about {5 * round(20 * value)}%"
    return number(value, kind)


def value_words(one: Indicator, value: IndicatorValue, user: User) -> tuple[str, str]:
    """A kept value and the line under it."""
    result: Mapping[str, Any] = value.result
    made = Made(
        result.get("value"), result.get("low"), result.get("high"), int(result.get("n") or 0),
        float(result.get("missing") or 0.0), str(result.get("withheld") or ""),
        k=result.get("k"), lacking=str(result.get("lacking") or ""),
        beside=tuple(result.get("beside") or ()),
    )  # fmt: skip
    if value.how == IndicatorValue.How.ENTERED and made.value is not None:
        low, high = made.low, made.high
        span = f"{number(low, one.kind)} to {number(high, one.kind)}, " if low is not None else ""
        return number(made.value, one.kind), f"{span}{value.source}"
    return made_words(one, made, user)


def span_words(value: IndicatorValue) -> str:
    """Of cases opened when a value was computed; nothing where it was of all."""
    first, last = (value.result.get(name) for name in ("opened_from", "opened_to"))
    days = [f"{word} {spoken_date(date.fromisoformat(str(on)))}"
            for word, on in (("from", first), ("until", last)) if on]  # fmt: skip
    return f"of cases opened {' '.join(days)}" if days else ""


def wave_words(wave: Wave, user: User) -> tuple[str, str]:
    """A wave's share, or the range of its models, and the line under it."""
    result = wave.result
    n = result.get("n")
    if hides_small(user) and wave.how == Wave.How.COUNTS and _few(wave):
        return WITHHELD, "from too few to publish"
    if result["unit"] == "people":
        high = "no upper end" if result["high"] is None else f"{result['high']:,.0f} people"
        span = f"{result['low'] or 0:,.0f} to {high}"
        known = shown(int(n), user)
        return (span if result["low"] is not None else "no total"), f"{known} known, by models"
    share = f"{result['value']:.2%}"
    return share, f"{result['low']:.2%} to {result['high']:.2%}" + (f", of {n:,}" if n else "")


def _few(wave: Wave) -> bool:
    victims, asked = int(wave.data["victims"]), int(wave.data["asked"])
    return victims < FEWEST or asked - victims < FEWEST
