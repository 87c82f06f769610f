"""The page made of the engine's answers: sentences, charts, tables, and the way to the cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from amparo.access.models import User
from amparo.flow import Diagnosis, charts
from amparo.flow.attrition import Step
from amparo.flow.courts import Flow
from amparo.flow.diagnosis import Part
from amparo.flow.ranking import SMALLEST
from amparo.flow.survival import Interval, SurvivalCurve
from amparo.reform.selectors import (
    FEWEST,
    GROUPS,
    Asked,
    first_step,
    hides_small,
    may_open_cases,
    pathway_asked,
    shown,
    shown_share,
)
from amparo.web.charts import Chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Row

COLUMNS = (
    Column("Step"), Column("Entered", number=True), Column("Went on", number=True),
    Column("Left", number=True), Column("Waiting", number=True),
    Column("Share that went on", number=True), Column("Half had gone on after", number=True),
    Column("Finished cases only", number=True),
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Everything "Where it breaks" shows."""

    headline: str
    definition: str
    reached: Chart
    waiting: Chart | None
    flow: Chart | None
    columns: tuple[Column, ...]
    steps: tuple[Row, ...]
    groups: tuple[Row, ...]
    group_columns: tuple[Column, ...]
    group_name: str
    standing_out: tuple[str, ...]
    findings: tuple[str, ...]


def page_of(found: Diagnosis, user: User, asked: Asked, *, query: dict[str, str]) -> Page:
    """Compose the page; numbers lead to the cases only for those who may open them."""
    slowest = _slowest(found)
    first = first_step(asked.by, pathway_asked(asked.pathway))
    return Page(
        headline=_headline(found, user),
        definition=_definition(found, asked, user),
        reached=_reached(found, user),
        waiting=_waiting(found, slowest) if slowest is not None and not hides_small(user) else None,
        flow=_flow(found.flows[slowest]) if slowest is not None and not hides_small(user) else None,
        columns=COLUMNS,
        steps=tuple(_step_row(found.whole, i, user, query) for i in range(len(found.whole.steps))),
        groups=tuple(_group_rows(found, user, first)),
        group_columns=(Column(GROUPS.get(asked.by, "")), *COLUMNS[:7]),
        group_name=GROUPS.get(asked.by, ""),
        standing_out=tuple(_standing_out(found, first)) if not hides_small(user) else (),
        findings=tuple(
            f"{f.problem}: {shown(f.count, user)}" for f in found.findings if f.column != "type"
        ),
    )


def _headline(found: Diagnosis, user: User) -> str:
    if not found.most_lost:
        return "There are too few cases on this pathway to say where it breaks."
    worst = found.most_lost[0]
    step = next(s for s in found.whole.steps if (s.start, s.to) == (worst.start, worst.to))
    lost = f"{shown(step.exited, user)} of {shown(step.entered, user)} cases left there"
    first = f"Most is lost between {_lower(worst.start)} and {_lower(worst.to)}: {lost}"
    stuck = f", and {shown(step.waiting, user)} wait." if step.waiting else "."
    if not found.most_time:
        return first + stuck
    slow = found.most_time[0]
    curve = _curve(found, slow.start, slow.to)
    days = _days(curve.median)
    return (
        f"{first}{stuck} Most time goes between {_lower(slow.start)} and {_lower(slow.to)}: {days}."
    )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _curve(found: Diagnosis, start: str, to: str) -> SurvivalCurve:
    index = next(i for i, s in enumerate(found.whole.steps) if (s.start, s.to) == (start, to))
    return found.whole.curves[index]


def _slowest(found: Diagnosis) -> int | None:
    if not found.most_time:
        return None
    slow = found.most_time[0]
    return next(
        i for i, s in enumerate(found.whole.steps) if (s.start, s.to) == (slow.start, slow.to)
    )


def _definition(found: Diagnosis, asked: Asked, user: User) -> str:
    known = f", as it was known on {spoken_date(asked.as_known_on)}" if asked.as_known_on else ""
    return (
        f"Counted: {shown(found.log.n, user)} cases, up to {spoken_date(found.log.as_of)}{known}."
        " Cases still waiting count as waiting. Times are Kaplan–Meier estimates with 95%"
        " intervals; the median of finished cases only stands beside them because it misleads."
    )


def _days(value: Interval) -> str:
    if value.value is None:
        return "half have not gone on yet"
    low = "…" if value.low is None else f"{value.low:.0f}"
    high = "…" if value.high is None else f"{value.high:.0f}"
    return f"half had gone on after {value.value:.0f} days ({low} to {high})"


def _short_days(value: Interval) -> Cell:
    if value.value is None:
        return Cell("not reached")
    low = "…" if value.low is None else f"{value.low:.0f}"
    high = "…" if value.high is None else f"{value.high:.0f}"
    return Cell(f"{value.value:.0f} days", note=f"{low} to {high}")


def _reached(found: Diagnosis, user: User) -> Chart:
    reached = found.whole.reached
    if hides_small(user):
        reached = tuple(
            replace(r, n=(n := 5 * round(r.n / 5)), share=n / found.log.n)
            for r in reached
            if r.n >= FEWEST
        )
    first, last = found.whole.reached[0], found.whole.reached[-1]
    return Chart(
        title="How far cases get",
        sentence=f"Of {shown(first.n, user)} cases with “{first.stage}”, {shown(last.n, user)}"
        f" have “{last.stage}” so far.",
        wide=charts.svg(charts.reached_chart(reached)),
        narrow=charts.svg(charts.reached_chart(reached, narrow=True)),
        columns=(Column("Stage"), Column("Cases", number=True), Column("Share", number=True)),
        rows=[(r.stage, shown(r.n, user), shown_share(r.n, found.log.n, user)) for r in reached],
    )


def _waiting(found: Diagnosis, index: int) -> Chart:
    curve, step = found.whole.curves[index], found.whole.steps[index]
    points = [day for day in (30, 90, 180, 365, 730, 1825) if curve.at(day).value is not None]
    return Chart(
        title=f"How long it takes from {_lower(step.start)} to {_lower(step.to)}",
        sentence=f"Of {curve.n:,} cases that began this step, {_days(curve.median)}.",
        wide=charts.svg(charts.waiting_chart(curve)),
        narrow=charts.svg(charts.waiting_chart(curve, narrow=True)),
        columns=(Column("After"), Column("Still waiting", number=True), Column("Interval")),
        rows=[
            (f"{day} days", _percent(curve.at(day).value), _between(curve.at(day)))
            for day in points
        ],
        note="Whoever left by an exit is counted up to that day.",
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _between(value: Interval) -> str:
    return f"{_percent(value.low)} to {_percent(value.high)}" if value.low is not None else ""


def _flow(flow: Flow) -> Chart:
    year = flow.latest
    clearance = year["clearance_rate"]
    rate = (
        f"for every 100 that came in, {clearance * 100:.0f} went on"
        if clearance
        else "none went on"
    )
    return Chart(
        title=f"Month by month: {_lower(flow.start)} to {_lower(flow.to)}",
        sentence=f"In the last {year['months']} months, {rate}; {year['backlog']:,} were waiting at"
        " the end.",
        wide=charts.svg(charts.flow_chart(flow)),
        narrow=charts.svg(charts.flow_chart(flow, narrow=True)),
        columns=(Column("Month"), Column("Came in", number=True),
                 Column("Went on or left", number=True), Column("Waiting at the end", number=True)),
        rows=[
            (f"{row['month']:%B %Y}", *(f"{row[n]:,}" for n in ("incoming", "resolved", "backlog")))
            for row in flow.frame.tail(24).to_dicts()
        ],
    )  # fmt: skip


def _address(query: dict[str, str], index: int, outcome: str) -> str:
    return reverse("cases_behind") + "?" + urlencode({**query, "step": index, "outcome": outcome})


def _step_row(part: Part, index: int, user: User, query: dict[str, str]) -> Row:
    step, opens = part.steps[index], may_open_cases(user)

    def number(n: int, outcome: str, note: str = "") -> Cell:
        return Cell(
            shown(n, user), href=_address(query, index, outcome) if opens and n else "", note=note
        )

    exits = "; ".join(f"{kind} {shown(n, user)}" for kind, n in step.exits)
    return Row(
        (
            f"{step.start} → {step.to}",
            number(step.entered, "entered"),
            number(step.advanced, "advanced"),
            number(step.exited, "exited", exits),
            number(step.waiting, "waiting"),
            _share(step, user),
            *_days_of(part, index, user),
        )
    )


def _days_of(part: Part, index: int, user: User) -> tuple[Cell, Cell]:
    """The median and the misleading one; for the public only where enough cases went on."""
    if hides_small(user) and part.curves[index].n_events < FEWEST:
        return Cell("withheld"), Cell("withheld")
    return _short_days(part.curves[index].median), _naive(part, index)


def _share(step: Step, user: User) -> Cell:
    share = step.share_advanced
    if hides_small(user):
        return Cell(shown_share(step.advanced, max(step.entered, 1), user))
    return (
        Cell(_percent(share.value), note=_between(share)) if share.value is not None else Cell("")
    )


def _naive(part: Part, index: int) -> Cell:
    median = part.finished[index].median_days
    return Cell(f"{median:.0f} days", note="misleading") if median is not None else Cell("")


def _group_rows(found: Diagnosis, user: User, first: int) -> list[Row]:
    rows = []
    for part in found.groups:
        for index, step in enumerate(part.steps):
            if index < first:
                continue
            if step.entered < (4 * FEWEST if hides_small(user) else SMALLEST):
                continue
            cells = _step_row(part, index, user, {}).cells
            plain = [
                cell if isinstance(cell, str) else Cell(cell.text, note=cell.note) for cell in cells
            ]
            rows.append(Row((part.value, *plain[:7])))
    return rows


def _standing_out(found: Diagnosis, first: int) -> list[str]:
    unfair = {step.start for step in found.whole.steps[:first]}
    return [
        f"{place.value}: from {_lower(place.start)} to {_lower(place.to)}, {place.stands_out}"
        f" ({_percent(place.share_advanced.value)}, {_between(place.share_advanced)};"
        f" {place.entered:,} cases)."
        for place in [p for p in found.standing_out if p.start not in unfair][:8]
    ]
