"""An effect in sentences and tables, for the page and the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.flow.effects.checks import Check
from amparo.flow.effects.effect import Design
from amparo.flow.effects.panel import Scale
from amparo.flow.effects.verdict import bare
from amparo.flow.report.sheets import Sheet

if TYPE_CHECKING:
    from amparo.flow.effects.effect import Effect

QUESTIONS = {
    "units": "Are there enough units with and without?",
    "overlap": "Could the repaired be compared with others at the same time?",
    "gaps": "Is every unit there all the time?",
    "pre_trend": "Did units move alike before the repair?",
    "balance": "Were units alike before the repair, as a lottery makes them?",
    "anticipation": "Did anything change just before the repair?",
    "placebo_dates": "Do made-up dates also look like repairs?",
    "placebo_outcome": "Did something change that the repair could not reach?",
    "points": "Are there enough periods before and after?",
    "season": "Was the season of the year taken out?",
    "neighbours": "Do neighbouring periods resemble each other?",
    "comparison": "Is there a series without the repair to compare with?",
    "files": "Are there enough files before and after?",
    "drift": "Did it move before the repair already?",
    "others": "Did units without the repair change too?",
    "more_came": "Did more people come, who did not come before?",
    "composition": "Did the number of cases jump at the same time?",
    "orders": "Could the lot have drawn enough other orders?",
    "cut": "How many cases came too late to be judged?",
}
READING = (
    "Interval: the effects that the data do not contradict. Were the whole study made again and "
    "again, such intervals would hold the true effect 95 times in 100. An interval that includes "
    "none does not show that there is none.",
    "p: how often chance alone would make a difference this large where nothing is behind it.",
)
DESIGNS = {
    Design.SERIES: "One series, before and after: what came after the repair is compared with what "
    "level, trend and season before it let expect.",
    Design.STAGGERED: "Differences in differences: the change of units once repaired is compared "
    "with the change, over the same time, of units not (or not yet) repaired. Where the timing was "
    "as good as drawn by lot, only that part of the earlier difference is taken away which tells "
    "something about the later one.",
    Design.FILES: "Files before and after: the share among files of the repaired units from the "
    "time before, and from the time since, each unit against itself. It shows a change and never "
    "what made it.",
    Design.WEDGE: "Stepped wedge: all units are repaired, in an order drawn by lot; the interval "
    "holds the effects that the other orders the lot could have drawn do not contradict.",
}


def outcome_of(check: Check) -> str:
    """What came out of a check, in a word or two."""
    if check.passed is None:
        return "not possible"
    if check.passed:
        return "yes" if check.bearing.value == "tells" else "passed"
    return {"refuses": "failed: no claim", "doubts": "doubt"}.get(check.bearing.value, "no")


def checks_sheet(found: Effect) -> Sheet:
    """The checks as a table."""
    rows = tuple(
        (QUESTIONS.get(one.name, one.name), outcome_of(one), one.says) for one in found.checks
    )
    return Sheet("What was checked", ("Question", "Result", "What was seen"), rows)


def misleading_sheet(found: Effect) -> Sheet:
    """The careful number beside those that mislead."""
    rows = [("This report", _signed(found, found.estimate), _between(found), found.method)]
    rows += [
        (f"Misleading: {one.name}", _signed(found, one.estimate),
         f"{_signed(found, one.interval.low)} to {_signed(found, one.interval.high)}", one.why)
        for one in found.misleading
    ]  # fmt: skip
    points = " (percentage points)" if found.scale is Scale.SHARE else ""
    headers = ("Comparison", f"Difference{points}", f"{found.level:.0%} interval", "Why")
    return Sheet("The careful number, and those that mislead", headers, tuple(rows),
                 frozenset({1, 2}))  # fmt: skip


def frame_sheet(found: Effect) -> Sheet:
    """The rows behind the drawing."""
    frame = found.frame.drop("day") if "day" in found.frame.columns else found.frame
    rows = tuple(tuple(_cell(value) for value in row) for row in frame.rows())
    headers = tuple(name.replace("_", " ") for name in frame.columns)
    return Sheet("The numbers behind the drawing", headers, rows, frozenset(range(1, len(headers))))


def _between(found: Effect) -> str:
    if found.interval.low is None:
        return "–"
    return f"{_signed(found, found.interval.low)} to {_signed(found, found.interval.high)}"


def _signed(found: Effect, value: float | None) -> str:
    if value is None:
        return "–"
    return ("−" if value < 0 else "+" if value > 0 else "") + bare(abs(value), found)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
