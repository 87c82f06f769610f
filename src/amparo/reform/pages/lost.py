"""What a problem has cost: cases, days, and how many fewer went on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from amparo.directory.packs import milestone_types
from amparo.flow.lost import Fewer, Lost
from amparo.flow.survival import Interval
from amparo.reform.pages.breaks import share
from amparo.reform.selectors.breaks import WORK_OF
from amparo.reform.selectors.lost import Cost, Outcome, Win
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Row

BROKE, OTHERS, FEWER = "Of those that broke so", "Of the others", "Fewer went on"
COLUMNS = (
    "Went on to", Column(BROKE, number=True), Column(OTHERS, number=True),
    Column(FEWER, number=True),
)  # fmt: skip
UNIT_COLUMNS = ("Unit", *COLUMNS[1:])
NOT_SAID = (
    "It does not say that the breakdown made the difference, nor what a repair would win: cases "
    "that broke so may differ from the others in ways nobody wrote down, and a cause that is "
    "itself a long wait goes with a late outcome by what it is."
)
FEW = "Too few to compare"


@dataclass(frozen=True)
class LostPage:
    """What a problem has cost."""

    facts: Sequence[Fact]
    rows: Sequence[Row]
    said: str
    definition: str
    units_caption: str
    units: Sequence[Row]
    columns: tuple[Column | str, ...] = COLUMNS
    unit_columns: tuple[Column | str, ...] = UNIT_COLUMNS


def lost_page(cost: Cost, *, step: str, today: date) -> LostPage:
    """Compose the part of a problem's page."""
    compared = [one for one in cost.outcomes if one.found is not None]
    first = compared[0] if compared else None
    return LostPage(
        facts=_facts(cost, step),
        rows=[_row(one) for one in compared],
        said=_said(first),
        definition=_definition(first, cost, today),
        units_caption=f"By unit: fewer went on to “{name_of(first.code)}”" if first else "",
        units=_units(first.found) if first and first.found else (),
    )


def fewer_cell(one: Outcome) -> Cell:
    """How many fewer went on to the next outcome, for the list of causes."""
    if one.found is None:
        return Cell(FEW)
    fewer = one.found.every.fewer
    text = "May be chance" if _is_chance(fewer) else _about(fewer)
    return Cell(text, note=f"{_range(fewer)}; “{name_of(one.code)}”")


def name_of(code: str) -> str:
    """A milestone's own name."""
    return milestone_types()[code].name


def _facts(cost: Cost, step: str) -> list[Fact]:
    if (found := cost.cluster) is None:
        waits = f"; {cost.n_waiting:,} wait for a person to say" if cost.n_waiting else ""
        return [Fact("Cases that broke so", f"None is confirmed{waits}")]
    waits = f"; {cost.n_waiting:,} more wait for a person to say" if cost.n_waiting else ""
    low, high = found.share.low or 0.0, found.share.high or 0.0
    cases = (
        f"{found.n_cases:,} of the {found.reached:,} that came to the step "
        f"({found.share.value or 0:.0%}; {low:.0%} to {high:.0%}){waits}"
    )
    days = f"{found.days_lost:,} days, over {_n(found.n_dated, 'breakdown')} whose days are known"
    facts = [
        Fact("Cases that broke so", cases),
        Fact("Days lost", days if found.n_dated else "Not known"),
    ]
    if cost.win is not None:
        facts.append(_won(cost.win, step))
    return facts


def _won(win: Win, step: str) -> Fact:
    place, more = win.place, win.place.more
    by = "court" if WORK_OF.get(step) == "court" else "station"
    asked = {"by": by} | ({"programme": str(win.programme)} if win.programme else {})
    said = (
        f"Most in {place.unit}: {more.value or 0:,.0f} ({more.low or 0:,.0f} to "
        f"{more.high or 0:,.0f}) more of its {place.entered:,} cases would reach “{win.last}”, if "
        f"as many went on from “{place.start}” as in the better quarter of units, whatever the "
        "cause"
    )
    return Fact("What a repair of the step would win", said,
                href=f"{reverse('opportunities')}?{urlencode(asked)}")  # fmt: skip


def _n(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _row(one: Outcome) -> Row:
    found = one.found
    assert found is not None  # noqa: S101  (only those compared come here)
    note = f"within {found.within:,} days{_from(one)}"
    return Row((Cell(f"“{name_of(one.code)}”", note=note), *_numbers(found.every)))


def _numbers(one: Fewer) -> tuple[Cell, Cell, Cell]:
    return (
        _share(one.went, one.broke), _share(one.others_went, one.others),
        Cell(_about(one.fewer), note=_range(one.fewer)),
    )  # fmt: skip


def _share(value: Interval, n: int) -> Cell:
    found = share(value)
    return Cell(found.text, note=f"of {n:,}; {found.note}")


def _about(value: Interval) -> str:
    n = round(value.value or 0.0)
    return f"about {n:,}" if n >= 0 else f"none; about {-n:,} more"


def _is_chance(value: Interval) -> bool:
    return (value.low or 0.0) <= 0 <= (value.high or 0.0)


def _range(value: Interval) -> str:
    low, high = round(value.low or 0.0), round(value.high or 0.0)
    if low >= 0:
        return f"{low:,} to {high:,} fewer"
    if high <= 0:
        return f"{-high:,} to {-low:,} more"
    return f"{-low:,} more to {high:,} fewer"


def _said(first: Outcome | None) -> str:
    if first is None or first.found is None:
        return (
            "Whether fewer of them went on cannot be told yet: fewer than ten cases broke so, or "
            "fewer than ten others of the same unit came as far, or they came too lately."
        )
    every = first.found.every
    went, others = every.went.value or 0.0, every.others_went.value or 0.0
    name = name_of(first.code)
    n = round(every.fewer.value or 0.0)
    gap = f"about {n:,} fewer of the {every.broke:,}" if n > 0 else \
        "no fewer" if n == 0 else f"about {-n:,} more of the {every.broke:,}"  # fmt: skip
    chance = " It may be chance." if _is_chance(every.fewer) else ""
    return (
        f"Of the {every.broke:,} that broke so, {went:.0%} came to “{name}” within "
        f"{first.found.within:,} days{_from(first)}; of the others that had come as far, "
        f"{others:.0%}. So {gap} went on than if as many had as of the others.{chance}"
    )


def _from(one: Outcome) -> str:
    return f" of “{name_of(one.far)}”" if one.far else " of coming to the step"


def _definition(first: Outcome | None, cost: Cost, today: date) -> str:
    if first is None or first.found is None:
        return ""
    apart = [
        f"{_n(n, 'case')} {why}"
        for n, why in (
            (cost.n_waiting, "whose breakdown waits for a person to say"),
            (first.found.left_out, "that broke so where fewer than ten others came"),
        )
        if n
    ]
    left = f" On neither side: {'; '.join(apart)}." if apart else ""
    return (
        f"Counted up to {spoken_date(today)}: cases whose breakdown a person confirmed, beside the "
        "others of the same step that had come as far, weighed alike by unit. Open cases count as "
        "open, and who came to a later stage went on. Intervals are of 95%."
        f"{left} {NOT_SAID}"
    )


def _units(found: Lost) -> Sequence[Row]:
    """Units with ten cases or more on either side by name; the others as one."""
    if not found.places:
        return ()
    rows = [Row((one.unit, *_numbers(one))) for one in found.places]
    if found.together is not None:
        rows.append(Row(("All others, told together", *_numbers(found.together))))
    return rows
