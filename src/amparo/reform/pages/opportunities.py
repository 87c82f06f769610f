"""The page of where to repair first: places by what a repair would win, and the bright spots."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from amparo.access.models import User
from amparo.flow import charts
from amparo.flow.drawings import gains_chart
from amparo.flow.opportunity import BrightSpot, Opportunities, Opportunity
from amparo.flow.survival import Interval
from amparo.reform.selectors import GROUPS, may_open_cases
from amparo.reform.selectors.opportunities import Repairs
from amparo.web.charts import Chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Row

MOST = 12
LEAST = 0.5
"""Places in the list, and cases to be won: beyond them it is little, and noise."""


@dataclass(frozen=True)
class OpportunitiesPage:
    """Everything the page shows."""

    headline: str
    definition: str
    gains: Chart
    columns: tuple[Column | str, ...]
    places: tuple[Row, ...]
    bright_columns: tuple[Column | str, ...]
    bright: tuple[Row, ...]
    left_out: tuple[str, ...]


def opportunities_page(made: Repairs, user: User, query: dict[str, str]) -> OpportunitiesPage:
    """Compose the page; numbers lead to the cases only for those who may open them."""
    found = made.found
    link = {**query, "by": made.asked.by} if may_open_cases(user) else None
    return OpportunitiesPage(
        headline=_headline(found),
        definition=_definition(made),
        gains=_gains(found),
        columns=(
            GROUPS[made.asked.by], "Step", Column("Cases", number=True),
            Column(f"More would reach “{found.stages[-1]}”", number=True),
            Column("Go on now", number=True), Column("In the better quarter", number=True),
            Column("Days sooner", number=True), "How sure",
        ),
        places=tuple(
            _place(one, made, link)
            for one in found.places[:MOST]
            if one.sure or (one.more.value or 0) >= LEAST
        ),
        bright_columns=(
            GROUPS[made.asked.by], "Step", Column("Cases", number=True),
            Column("Go on", number=True), Column("The better quarter", number=True),
        ),
        bright=tuple(_bright(one) for one in found.bright_spots),
        left_out=tuple(_left_out(made)),
    )  # fmt: skip


def _headline(found: Opportunities) -> str:
    """Where to begin, what it would win, and who does it already."""
    sure = [place for place in found.places if place.sure]
    last = found.stages[-1]
    if not sure:
        return "No unit lags at a step of its own by more than chance would make it."
    top = sure[0]
    there = (
        f"{top.unit}, from {top.start} to {top.to}. There {_percent(top.share)} go on, in the "
        f"better quarter of units {_percent(top.target)}."
    )
    bright = [b.unit for b in found.bright_spots if (b.start, b.to) == (top.start, top.to)]
    done = f" It is done already in: {', '.join(bright[:5])}." if bright else ""
    more = top.more
    if (more.value or 0.0) < LEAST:
        return f"Lags for certain: {there} Alone, that would bring no more to “{last}”.{done}"
    return (
        f"Repair first: {there} If as many did, {more.value or 0:,.0f} ({more.low or 0:,.0f} to "
        f"{more.high or 0:,.0f}) more of its {top.entered:,} cases would reach “{last}”.{done}"
    )


def _percent(value: Interval) -> str:
    return "" if value.value is None else f"{value.value:.0%}"


def _definition(made: Repairs) -> str:
    found, known = made.found, made.asked.as_known_on
    few, many = min(found.horizons), max(found.horizons)
    within = f"{few:,} days" if few == many else f"{few:,} to {many:,} days, by step"
    return (
        f"Counted: {made.n_cases:,} cases that came to “{found.stages[0]}”, up to "
        f"{spoken_date(made.counted_to)}"
        + (f", as it was known on {spoken_date(known)}" if known else "")
        + f". What is won: of a place’s cases, how many more would reach “{found.stages[-1]}” if "
        f"as many went on there as in the better quarter of units, within {within}, and the later "
        "steps stayed as they are. Intervals are of 95%; open cases count as open. Two repairs do "
        "not add up, and units may have harder cases than others."
    )


def _gains(found: Opportunities) -> Chart:
    return Chart(
        title="What a repair would win",
        sentence="The places with the most to be won, each with its interval. Where intervals "
        "overlap the order is not certain: choose among those by what can be repaired.",
        wide=charts.svg(gains_chart(found)),
        narrow=charts.svg(gains_chart(found, narrow=True)),
    )


def _place(one: Opportunity, made: Repairs, link: dict[str, str] | None) -> Row:
    entered = Cell(f"{one.entered:,}", href=_cases(one, made, link) if link else "")
    return Row(
        (
            one.unit, f"{one.start} → {one.to}", entered, _number(one.more), _share(one.share),
            _share(one.target), _number(one.sooner),
            "Lags for certain" if one.sure else "May be chance",
        )
    )  # fmt: skip


def _cases(one: Opportunity, made: Repairs, link: dict[str, str]) -> str:
    step = made.first_step + made.found.stages.index(one.start)
    asked = {**link, "group": one.unit, "step": str(step), "outcome": "entered"}
    return reverse("cases_behind") + "?" + urlencode(asked)


def _bright(one: BrightSpot) -> Row:
    return Row(
        (one.unit, f"{one.start} → {one.to}", f"{one.entered:,}", _share(one.share),
         _share(one.target))
    )  # fmt: skip


def _left_out(made: Repairs) -> list[str]:
    said = []
    n = len(made.found.left_out)
    if n:
        said.append(
            f"{n} {'place is' if n == 1 else 'places are'} left out: fewer than ten cases, or not "
            "followed for long enough."
        )
    if made.n_unknown:
        said.append(f"Of {made.n_unknown:,} more the records do not say which unit it was.")
    return said


def _number(value: Interval) -> Cell:
    if value.value is None or value.low is None or value.high is None:
        return Cell("not known")
    return Cell(f"{value.value:,.0f}", note=f"{value.low:,.0f} to {value.high:,.0f}")


def _share(value: Interval) -> Cell:
    if value.value is None or value.low is None or value.high is None:
        return Cell("not known")
    return Cell(f"{value.value:.0%}", note=f"{value.low:.0%} to {value.high:.0%}")
