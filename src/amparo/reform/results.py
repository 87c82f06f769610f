"""What a simulation gave, as plain JSON that a page can show years later without the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.flow import charts
from amparo.flow.survival import Interval
from amparo.flow.system.charts import difference_chart

if TYPE_CHECKING:
    from amparo.flow.system import Difference, Simulated

# Measure of the engine → what a page calls it, and its unit. Of each step, what moves first stands
# first; exits besides are in the engine's own table.
OF_A_STEP = {
    "inside": ("cases at this step at the end", "cases"),
    "in line": ("of them, in line for someone to begin", "cases"),
    "days at the step": ("days at the step, on average", "days, last year’s leavers"),
    "advanced a year": ("go on to the next step", "a year"),
    "share of time at work": ("time that its people are at work", "share"),
}  # fmt: skip


def result_of(found: Difference) -> dict[str, Any]:
    """The answer of a run: sentences, figures with intervals, one drawing, its definition."""
    base, last = found.base, found.base.system.stations[-1].to
    done = f"reached {last} a year"
    figures = [
        _figure(found, done, "", f"Reach “{last}”", "cases a year"),
        _figure(found, "days from first to last", "", "From first step to last", "days on average"),
        *(
            _figure(found, measure, station.name, f"{station.name}: {what}", unit)
            for station in base.system.stations
            for measure, (what, unit) in OF_A_STEP.items()
            if (measure, station.name) in base.measures
            and (measure, station.name) in found.changed.measures
        ),
    ]  # fmt: skip
    return {
        "sentences": [_reached(found, done, last), *_sooner(found), *_longest_line(found)],
        "figures": figures,
        "charts": [
            {
                "title": "Cases at the steps that differ most",
                "sentence": "Month by month: the middle of all futures as a line, 95 of 100 of "
                "them as a band.",
                "wide": charts.svg(difference_chart(found)),
                "narrow": charts.svg(difference_chart(found, narrow=True)),
                "rows": _months(found),
            }
        ],
        "definition": f"Each number is the middle of {base.n:,} futures, with 95 of 100 of them "
        "between the numbers below it. Differences pair the futures that met the same chances. "
        "What was learned from few cases is drawn anew for each future, so that not knowing it "
        "widens the intervals. Numbers by the year, and days, are those of the last twelve months "
        "looked at.",
    }


def _months(found: Difference) -> list[list[str]]:
    """The drawing's numbers every half year: step, day, as today, changed."""
    at = pl.col("month").mod(6) == 0
    keys = ["station", "on"]
    shown = pl.col("measure") == "inside", pl.col("station").is_in(found.differ_most(3)), at
    both = found.base.frame.filter(*shown).join(found.changed.frame.filter(*shown), on=keys)
    return [
        [row["station"], f"{row['on']:%B %Y}",
         f"{row['value']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})",
         f"{row['value_right']:,.0f} ({row['low_right']:,.0f} to {row['high_right']:,.0f})"]
        for row in both.sort(*keys).to_dicts()
    ]  # fmt: skip


def _figure(found: Difference, measure: str, station: str, what: str, unit: str) -> dict[str, Any]:
    moved = found.interval(measure, station)
    percent = unit == "share"
    return {
        "key": f"{measure}|{station}", "what": what, "unit": "" if percent else unit,
        "today": _said(found.base.interval(measure, station), percent=percent),
        "changed": _said(found.changed.interval(measure, station), percent=percent),
        "difference": _said(moved, percent=percent, sign=True),
        "is_shown": _is_shown(moved),
    }  # fmt: skip


def _is_shown(moved: Interval) -> bool:
    """Whether the interval of a difference leaves out that there is none."""
    if moved.low is None or moved.high is None:
        return False
    return moved.low > 0 or moved.high < 0


def _said(value: Interval, *, percent: bool, sign: bool = False) -> dict[str, str]:
    if value.value is None or value.low is None or value.high is None:
        return {"said": "nobody left", "between": ""}
    return {
        "said": _number(value.value, percent=percent, sign=sign),
        "between": f"{_number(value.low, percent=percent, sign=sign)} to "
        f"{_number(value.high, percent=percent, sign=sign)}",
    }


def _number(value: float, *, percent: bool = False, sign: bool = False) -> str:
    digits = 0 if abs(value) >= 10 else 1
    shown = f"{value:+.0%}" if percent else f"{value:+,.{digits}f}"
    shown = shown.replace("+0.0", "0").replace("-0.0", "0").removesuffix(".0")
    shown = "0%" if shown in {"+0%", "-0%"} else "0" if shown in {"+0", "-0"} else shown
    return (shown if sign else shown.removeprefix("+")).replace("-", "−")


def _reached(found: Difference, done: str, last: str) -> str:
    moved = found.interval(done)
    now, then = found.base.interval(done).value or 0.0, found.changed.interval(done).value or 0.0
    span = "in the last of these years" if found.base.years > 1 else "in this year"
    if moved.value is None or moved.low is None or moved.high is None or not _is_shown(moved):
        between = _said(moved, percent=False, sign=True)["between"]
        return (
            f"No change is shown in how many reach “{last}” {span}: about {_number(now)} as today, "
            f"{_number(then)} with the change (the difference may be {between})."
        )
    low, high = sorted((abs(moved.low), abs(moved.high)))
    more = "more" if moved.value > 0 else "fewer"
    return (
        f"{_number(abs(moved.value))} ({_number(low)} to {_number(high)}) {more} cases reach "
        f"“{last}” {span}: about {_number(then)}, and {_number(now)} as today."
    )


def _sooner(found: Difference) -> list[str]:
    """How much sooner the end is reached, where that is shown."""
    moved = found.interval("days from first to last")
    if moved.value is None or moved.low is None or moved.high is None or not _is_shown(moved):
        return []
    low, high = sorted((abs(moved.low), abs(moved.high)))
    less = "less" if moved.value < 0 else "more"
    return [
        f"Those who reach it need {_number(abs(moved.value))} ({_number(low)} to {_number(high)}) "
        f"days {less} from the first step on."
    ]


def _longest_line(found: Difference) -> list[str]:
    """Where the line moves most, if any moves beyond chance."""
    steps = [station.name for station in found.base.system.stations]
    moved = {name: found.interval("inside", name) for name in steps}
    shown = [name for name in steps if _is_shown(moved[name])]
    if not shown:
        return ["No step’s line is shown to move beyond what chance would make it."]
    most = max(shown, key=lambda name: abs(moved[name].value or 0.0))
    size, one = abs(moved[most].value or 0.0), moved[most]
    low, high = sorted((abs(one.low or 0.0), abs(one.high or 0.0)))
    more = "more" if (one.value or 0) > 0 else "fewer"
    ahead = _years(found.base)
    return [
        f"After {ahead}, {_number(size)} ({_number(low)} to {_number(high)}) {more} cases are at "
        f"“{most}”."
    ]


def _years(made: Simulated) -> str:
    return "a year" if made.years == 1 else f"{made.years:g} years"
