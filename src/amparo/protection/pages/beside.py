"""Prevalence, performance, reliance and confidence below one another, on one axis of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from amparo.access.models import User
from amparo.flow import charts
from amparo.flow.prevalence.designs.drawing import Panel, Point, panels_chart
from amparo.protection.pages.boards import marks_of
from amparo.protection.pages.words import WITHHELD, number, wave_words
from amparo.protection.selectors.indicators import Kept, SideBySide
from amparo.protection.selectors.made import Made
from amparo.protection.selectors.studies import StudyRow
from amparo.reform.selectors import hides_small
from amparo.web.charts import Chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Column

COLUMNS = (
    Column("Measure"), Column("When"), Column("Value", number=True), Column("Interval"),
)  # fmt: skip
PERFORMANCE, DAYS = "Performance: ", ", days"
MIDDLE = "-07-01"  # of a year: where what is told of all of it stands


def beside_drawing(found: SideBySide, user: User) -> Chart | None:
    """All measures known at two times or more; for exact figures only."""
    if hides_small(user):
        return None
    panels = [panel for panel in _panels(found, user) if len(panel.points) > 1]
    if not panels:
        return None
    marks = marks_of(found.done)
    numbered = " Upright lines are the repairs listed below, by number." if marks else ""
    return Chart(
        title="Beside one another",
        sentence=f"From the first to the last time known: {'; '.join(map(_change, panels))}.",
        wide=charts.svg(panels_chart(panels, marks=marks)),
        narrow=charts.svg(panels_chart(panels, narrow=True, marks=marks)),
        columns=COLUMNS,
        rows=[row for panel in panels for row in _rows(panel)],
        note="Performance is of the cases referred in each year, followed until today; years of "
        f"too few, or not followed long enough, are left out.{numbered}",
    )  # fmt: skip


def _panels(found: SideBySide, user: User) -> Iterator[Panel]:
    for row in found.studies:
        yield Panel(f"Prevalence: {row.study.name}", "share", _of_waves(row, user))
    for one, made in found.performance:
        unit = DAYS if one.kind == "days" else ""
        yield Panel(f"{PERFORMANCE}{one.name}{unit}", one.kind, _of_years(made))
    for name, kept in (("Reliance", found.reliance), ("Confidence", found.confidence)):
        yield Panel(name, kept.indicator.kind, _of_kept(kept))


def _of_waves(row: StudyRow, user: User) -> list[Point]:
    """The waves that are shares; those of lists are ranges of models, and no point."""
    shares = [wave for wave in row.waves if wave.result["unit"] == "share"]
    if any(wave_words(wave, user)[0] == WITHHELD for wave in shares):
        return []
    return [
        (w.to_on.isoformat(), w.result["value"], w.result["low"], w.result["high"]) for w in shares
    ]


def _of_years(made: Made) -> list[Point]:
    return [
        _point(f"{part.name}{MIDDLE}", part.value, part.low, part.high)
        for part in made.groups
        if part.value is not None and part.name.isdigit()
    ]


def _of_kept(kept: Kept) -> list[Point]:
    return [
        _point(one.to_on.isoformat(), one.result["value"], one.result.get("low"),
               one.result.get("high"))
        for one in kept.values if one.result.get("value") is not None
    ]  # fmt: skip


def _point(day: str, value: float, low: float | None, high: float | None) -> Point:
    """Where an end is not known the interval stops at the value; the table says so."""
    return day, value, value if low is None else low, value if high is None else high


def _change(panel: Panel) -> str:
    first, last = panel.points[0][1], panel.points[-1][1]
    name = panel.name.removeprefix(PERFORMANCE).removesuffix(DAYS)
    return f"{name}, {number(first, panel.kind)} to {number(last, panel.kind)}"


def _rows(panel: Panel) -> Sequence[Sequence[str]]:
    made = []
    for day, value, low, high in panel.points:
        when = day[:4] if day.endswith(MIDDLE) else spoken_date(date.fromisoformat(day))
        span = f"{number(low, panel.kind)} to {number(high, panel.kind)}" if low < high else "–"
        made.append((panel.name, when, number(value, panel.kind), span))
    return made
