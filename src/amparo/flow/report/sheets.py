"""The report's tables, as text: what page, document and terminal show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amparo.flow.ranking import SMALLEST
from amparo.flow.report.content import index_of, slowest
from amparo.flow.survival import SurvivalCurve
from amparo.flow.wording import (
    NONE,
    day,
    days,
    days_interval,
    percent,
    percent_interval,
    plural,
)

if TYPE_CHECKING:
    from amparo.flow.diagnosis import Diagnosis, Part
    from amparo.flow.eventlog import Ledger


@dataclass(frozen=True)
class Sheet:
    """A table as text: a caption, the headers, the rows; the columns that hold numbers."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


def reached_sheet(part: Part, unit: str) -> Sheet:
    """Stage by stage: how many, and what share of all."""
    rows = tuple((r.stage, f"{r.n:,}", percent(r.share)) for r in part.reached)
    caption = f"{plural(unit).capitalize()} with a usable date for each stage"
    return Sheet(caption, ("Stage", plural(unit).capitalize(), "Of all"), rows, frozenset({1, 2}))


def outcome_sheet(part: Part) -> Sheet:
    """Step by step: what became of those who began it."""
    headers = (
        "Step",
        "Began",
        "Went on",
        "Left",
        "Waiting",
        "Of whom later step",
        "Share that went on",
    )
    rows = tuple(
        (
            f"{s.start} → {s.to}", f"{s.entered:,}", f"{s.advanced:,}", f"{s.exited:,}",
            f"{s.waiting:,}", f"{s.skipped:,}", percent_interval(s.share_advanced),
        )
        for s in part.steps
    )  # fmt: skip
    return Sheet(
        "What became of those who began each step, with 95% intervals", headers, rows,
        frozenset(range(1, 7)),
    )  # fmt: skip


def exits_sheet(part: Part) -> Sheet | None:
    """Step by step, how those who left did; None where nobody did."""
    rows = tuple(
        (f"{s.start} → {s.to}", kind, f"{n:,}", percent(n / s.entered))
        for s in part.steps
        for kind, n in s.exits
    )
    if not rows:
        return None
    headers = ("Step", "How they left", "Number", "Of those who began")
    return Sheet("How those who left did so", headers, rows, frozenset({2, 3}))


def duration_sheet(part: Part) -> Sheet:
    """Step by step: how long it takes, open cases counted; beside it, finished cases only."""
    headers = (
        "Step", "Half gone on after, days", "Quarter after", "Three quarters after",
        "Within 30 days", "Within 90", "Within 365",
        "Misleading: finished only, median", "Misleading: finished only, mean",
    )  # fmt: skip
    rows = []
    for step, curve, finished in zip(part.steps, part.curves, part.finished, strict=True):
        rows.append(
            (
                f"{step.start} → {step.to}", days_interval(curve.median),
                days(curve.quantile(0.25).value), days(curve.quantile(0.75).value),
                *(_within(curve, horizon) for horizon in (30, 90, 365)),
                days(finished.median_days), days(finished.mean_days),
            )
        )  # fmt: skip
    caption = "Days each step takes, those who still wait counted (Kaplan–Meier, 95% intervals)"
    return Sheet(caption, headers, tuple(rows), frozenset(range(1, 9)))


def _within(curve: SurvivalCurve, horizon: int) -> str:
    if curve.n == 0:
        return NONE
    beyond = horizon > curve.followed_days and curve.still_waiting[-1] > 0
    return ("at least " if beyond else "") + percent(curve.reached_by(horizon).value)


def flow_sheet(found: Diagnosis) -> Sheet:
    """The last twelve months of each step as one."""
    headers = (
        "Step",
        "Came in",
        "Went on or left",
        "Waiting now",
        "Clearance rate",
        "Disposition time, days",
    )
    rows = []
    for flow in found.flows:
        year = flow.latest
        rows.append(
            (
                f"{flow.start} → {flow.to}", f"{year['incoming']:,}", f"{year['resolved']:,}",
                f"{year['backlog']:,}", percent(_number(year["clearance_rate"])),
                days(_rounded(year["disposition_days"])),
            )
        )  # fmt: skip
    n_months = max((int(flow.frame.tail(12).height) for flow in found.flows), default=0)
    caption = f"The last {n_months} months up to {day(found.log.as_of)}"
    return Sheet(caption, headers, tuple(rows), frozenset(range(1, 6)))


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _rounded(value: Any) -> float | None:
    return None if value is None else float(round(value))


def months_sheet(found: Diagnosis, index: int, *, last: int = 24) -> Sheet:
    """One step month by month."""
    flow = found.flows[index]
    headers = ("Month", "Came in", "Went on or left", "Waiting at its end", "Clearance rate")
    rows = tuple(
        (
            f"{row['month']:%b %Y}", f"{row['incoming']:,}", f"{row['resolved']:,}",
            f"{row['backlog']:,}", percent(row["clearance_rate"]),
        )
        for row in flow.frame.tail(last).to_dicts()
    )  # fmt: skip
    return Sheet(
        f"{flow.start} → {flow.to}, month by month", headers, rows, frozenset({1, 2, 3, 4})
    )


def group_sheet(found: Diagnosis, group: str) -> Sheet:
    """One row a group: its size, the step where most is lost, the step where most time goes."""
    lost = index_of(found.whole, found.most_lost[0]) if found.most_lost else 0
    slow = slowest(found) or 0
    names = [f"{s.start} → {s.to}" for s in found.whole.steps]
    headers = (
        group, plural(found.log.unit).capitalize(), f"Went on: {names[lost]}",
        f"Half after, days: {names[slow]}",
    )  # fmt: skip
    rows = tuple(
        (
            part.value, f"{part.n:,}",
            _enough(part.steps[lost].entered, percent_interval(part.steps[lost].share_advanced)),
            _enough(part.curves[slow].n, days_interval(part.curves[slow].median)),
        )
        for part in found.groups
        if part.group == group
    )  # fmt: skip
    return Sheet(f"By {group}, largest first", headers, rows, frozenset({1, 2, 3}))


def _enough(n: int, text: str) -> str:
    return text if n >= SMALLEST else f"under {SMALLEST} cases"


def quality_sheet(found: Diagnosis) -> Sheet:
    """Everything noticed about the data, with how often and where."""
    rows = tuple(
        (f.problem, f.column or "", f"{f.count:,}", "; ".join(f.examples[:3]))
        for f in found.findings
    )
    headers = ("What", "Column", "How often", "For example")
    return Sheet("What was noticed in the data", headers, rows, frozenset({2}))


def assumed_sheet(found: Diagnosis) -> Sheet:
    """Everything taken to be so without being told."""
    rows = tuple(noted_assumptions(found))
    return Sheet("What was assumed", ("About", "Taken to be", "Because"), rows)


def suggested_sheet(found: Diagnosis) -> Sheet | None:
    """Exits that the file seems to hold; suggested, not used."""
    rows = tuple((one.kind, one.column, _some(one.values)) for one in found.log.suggested_exits)
    if not rows or found.log.pathway.exits:
        return None
    headers = ("Kind", "Column", "Values")
    return Sheet("Values that sound like exits: suggested, not used", headers, rows)


def _some(values: Sequence[str], most: int = 4) -> str:
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(values[:most]) + more


def noted_assumptions(found: Diagnosis) -> list[tuple[str, str, str]]:
    """Every assumption; the same one about several columns as one."""
    dated: dict[str, list[str]] = {}
    rest = []
    for note in found.log.assumptions:
        column = note.about.removeprefix("order of day and month in ")
        if column != note.about:
            dated.setdefault(note.value, []).append(column)
        else:
            rest.append((note.about, note.value, note.because))
    return rest + [
        ("order of day and month", order, "decided by the cells of " + ", ".join(columns))
        for order, columns in dated.items()
    ]


def ledger_sheet(ledger: Ledger) -> Sheet:
    """Read = used + set aside, line by line."""
    rows = tuple(
        (
            line.what, f"{line.read:,}", f"{line.used:,}", f"{line.read - line.used:,}",
            "; ".join(f"{why}: {n:,}" for why, n in line.set_aside),
        )
        for line in ledger.lines
    )  # fmt: skip
    headers = ("What", "Read", "Used", "Set aside", "Why")
    return Sheet("What became of everything read", headers, rows, frozenset({1, 2, 3}))
