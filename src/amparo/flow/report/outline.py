"""The report's sections in order: what page and document share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from amparo.flow import charts, drawings
from amparo.flow.ranking import SMALLEST
from amparo.flow.report import content, repairs, sheets
from amparo.flow.report.sheets import Sheet
from amparo.flow.wording import percent_interval, plural, wait_words

if TYPE_CHECKING:
    from amparo.flow.diagnosis import Diagnosis

MOST_BARS = 20
MOST_ROWS = 40

DEFINITIONS = (
    "A case begins a step when it has a usable date for the step's first stage. It went on when it "
    "also has one for the next stage. It left when the pathway file names an exit and the case has "
    "it. Otherwise it waits, and its wait is counted up to the day of the data.",
    "Days are differences of calendar dates. How long a step takes is a Kaplan–Meier estimate: "
    "whoever still waits counts as waiting, and whoever left is counted up to that day. "
    "Intervals hold the true value in 95 of 100 such reports.",
    "Clearance rate: how many went on or left for each that came in. Disposition time: how many "
    "days the backlog lasts at the pace of these months. Cases from before the file begins are not "
    "in it, so that the backlog is of the file, not of the office.",
)


@dataclass(frozen=True)
class Section:
    """A heading, sentences, a drawing in two widths, the tables shown and those folded away."""

    title: str
    sentences: tuple[str, ...] = ()
    draw: Callable[..., Any] | None = None
    shown: tuple[Sheet, ...] = ()
    folded: tuple[Sheet, ...] = ()


def sections(found: Diagnosis) -> Iterator[Section]:
    """Every section of the report."""
    whole, unit = found.whole, found.log.unit
    furthest = whole.reached[-1]
    yield Section(
        "How far cases get",
        (f"Of {found.log.n:,} {plural(unit, found.log.n)}, {furthest.n:,} have reached "
         f"{furthest.stage} so far.",),
        partial(charts.reached_chart, whole.reached, unit),
        folded=(sheets.reached_sheet(whole, unit),),
    )  # fmt: skip
    if (through := found.attrition) is not None:
        yield Section(
            "Who gets how far within which time",
            (through.sentence(),),
            partial(drawings.attrition_chart, through, through.horizons[-1]),
            folded=(repairs.attrition_sheet(through),),
        )
    left = sheets.exits_sheet(whole)
    yield Section(
        "Where cases are lost or held up",
        (
            *content.ranked_losses(found),
            *content.skipped_sentences(found),
            *_without_exits(found),
        ),
        shown=(sheets.outcome_sheet(whole), *((left,) if left else ())),
    )
    yield from _durations(found)
    yield from _months(found)
    for group in dict.fromkeys(part.group for part in found.groups):
        yield _by_group(found, group)
        if group in found.opportunities:
            one = found.opportunities[group]
            yield Section(
                f"Where to repair first, by {group}",
                (one.sentence(), repairs.CAUTION),
                partial(drawings.gains_chart, one) if one.places else None,
                folded=(repairs.repairs_sheet(one),),
            )
    yield Section(
        "What this rests on", (found.log.ledger.sentence(),) if found.log.ledger else (),
        folded=tuple(_basis(found)),
    )  # fmt: skip


def _without_exits(found: Diagnosis) -> tuple[str, ...]:
    """Where no exit is named but the file seems to hold some, that waiting may be over."""
    if found.log.pathway.exits or not found.log.suggested_exits:
        return ()
    columns = list(dict.fromkeys(one.column for one in found.log.suggested_exits))
    return (
        "No exit is named, so that a case that was rejected or dismissed counts as waiting here. "
        f"The file seems to say how cases left ({', '.join(columns[:4])}): see “Values that sound "
        "like exits” at the end, and name them in a pathway file.",
    )


def _durations(found: Diagnosis) -> Iterator[Section]:
    slow = content.slowest(found)
    if slow is None:
        yield Section("How long each step takes", shown=(sheets.duration_sheet(found.whole),))
        return
    curve = found.whole.curves[slow]
    yield Section(
        "How long each step takes",
        (f"{curve.name}: {wait_words(curve)}. The line shows the share still waiting, the band its "
         "95% interval.", *content.ranked_times(found)),
        partial(charts.waiting_chart, curve),
        shown=(sheets.duration_sheet(found.whole),),
    )  # fmt: skip


def _months(found: Diagnosis) -> Iterator[Section]:
    slow = content.slowest(found)
    if slow is None:
        return
    yield Section(
        "Coming in and going out",
        (found.flows[slow].sentence(),),
        partial(charts.flow_chart, found.flows[slow]),
        shown=(sheets.flow_sheet(found),),
        folded=(sheets.months_sheet(found, slow),),
    )


def _by_group(found: Diagnosis, group: str) -> Section:
    lost = content.index_of(found.whole, found.most_lost[0]) if found.most_lost else 0
    step = found.whole.steps[lost]
    shares = [
        (part.value, part.steps[lost].share_advanced)
        for part in found.groups
        if part.group == group and part.steps[lost].entered >= SMALLEST
    ][:MOST_BARS]
    about = f"Share that went on from {step.start} to {step.to}, by {group}"
    said = [f"{about}, with 95% intervals; overall {percent_interval(step.share_advanced)}."]
    said += content.standing_out(found, group=group)
    said += [f"{n:,} smaller groups are left out." for g, n in found.left_out if g == group]
    draw = partial(charts.groups_chart, shares, about=about) if shares else None
    sheet = sheets.group_sheet(found, group)
    if (more := len(sheet.rows) - MOST_ROWS) > 0:
        said.append(
            f"The {MOST_ROWS} largest are shown; {more:,} more are in the JSON and workbook."
        )
        sheet = replace(sheet, rows=sheet.rows[:MOST_ROWS])
    return Section(f"By {group}", tuple(said), draw, folded=(sheet,))


def _basis(found: Diagnosis) -> Iterator[Sheet]:
    yield sheets.assumed_sheet(found)
    yield sheets.quality_sheet(found)
    if found.log.ledger is not None:
        yield sheets.ledger_sheet(found.log.ledger)
    if (suggested := sheets.suggested_sheet(found)) is not None:
        yield suggested
