"""A verdict looked at again, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence

from amparo.flow.survival import Interval
from amparo.reform.pages.problems import interval_words
from amparo.reform.selectors.again import FEWEST, Again, Moved
from amparo.reform.selectors.evaluating import Judged
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Row, Tone

MOVED = ("What", Column("Before", number=True), Column("After", number=True), "Difference",
         "Got worse")  # fmt: skip


def holds_sentence(one: Again) -> str:
    """Whether it still holds, in words."""
    if one.still_holds is None:
        return f"Today's records cannot be judged: {one.why_not}."
    if one.still_holds:
        return "It still holds: today's records carry the same claim."
    return "It no longer holds: today's records carry another claim."


def facts(one: Again) -> list[Fact]:
    """What was found, the same day again, and today."""
    kept = one.kept
    data = (
        "The records of that day are as they were, and give the same" if one.same_data
        else "The records or the places of that day are no longer as they were"
    )  # fmt: skip
    return [
        Fact("Found then", _claim(str(kept.result["claim"]), interval_words(kept.result))),
        Fact("Records as they stood on", spoken_date(kept.as_known_on)),
        Fact("The same day again", _judged(one.then) if one.then else "Cannot be judged", tag=(
            "Same data" if one.same_data else "Other data"),
            tone=Tone.GOOD if one.same_data else Tone.WAITING),
        Fact("What that means", data),
        Fact("Over today's records", _judged(one.now) if one.now else one.why_not),
        Fact("By plan", str(kept.registration.number)),
    ]  # fmt: skip


def _judged(made: Judged) -> str:
    found = made.found
    words = ""
    if found.estimate is not None:
        words = interval_words(
            {"estimate": found.estimate, "low": found.interval.low, "high": found.interval.high}
        )
    return _claim(str(found.verdict.claim.value), words)


def _claim(claim: str, numbers: str) -> str:
    return f"{claim.capitalize()}. {numbers}".strip()


def moved_rows(rows: Sequence[Moved]) -> list[Row]:
    """The repaired places, neighbours and other steps, before and after."""
    return [
        Row(
            (
                one.name, _side(one.before, one.n_before), _side(one.after, one.n_after),
                _points(one.gap) if one.is_worse is not None else "Too few cases",
                _worse(one),
            )
        )
        for one in rows
    ]  # fmt: skip


def _side(share: Interval, n: int) -> Cell:
    if n < FEWEST or share.value is None:
        return Cell("–", note="fewer than ten")
    return Cell(f"{share.value:.0%}", note=f"of {n:,}")


def _points(gap: Interval) -> str:
    if gap.value is None or gap.low is None or gap.high is None:
        return "–"
    low, high = gap.low * 100, gap.high * 100
    return f"{gap.value * 100:+.0f} points ({low:+.0f} to {high:+.0f})"


def _worse(one: Moved) -> Cell:
    if one.is_worse is None:
        return Cell("Not known")
    return Cell("", tag="Worse" if one.is_worse else "No",
                tone=Tone.ALERT if one.is_worse else Tone.GOOD)  # fmt: skip
