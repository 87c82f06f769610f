"""The page of units compared: what to believe of each, and how far chance alone would carry it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from amparo.access.models import User
from amparo.flow import charts
from amparo.flow.comparing import Compared, Unit
from amparo.flow.drawings import funnel_chart
from amparo.flow.survival import Interval
from amparo.reform.selectors import may_open_cases
from amparo.reform.selectors.units import UNITS, ComparedUnits
from amparo.web.charts import Chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Row


@dataclass(frozen=True)
class UnitsPage:
    """Everything the page shows."""

    headline: str
    definition: str
    believed: Chart
    funnel: Chart
    columns: tuple[Column | str, ...]
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]


def units_page(found: ComparedUnits, user: User, query: dict[str, str]) -> UnitsPage:
    """Compose the page; numbers lead to the cases only for those who may open them."""
    compared = found.compared
    opens = may_open_cases(user)
    return UnitsPage(
        headline=_headline(compared),
        definition=_definition(found),
        believed=_believed(compared),
        funnel=_funnel(compared),
        columns=(
            Column(UNITS[found.asked.by]), Column("Cases", number=True),
            Column("Of its own cases", number=True), Column("What to believe", number=True),
            Column("Chance alone", number=True), Column("Beside the others"),
        ),
        rows=tuple(
            _row(unit, found, {**query, "by": found.asked.by} if opens else None)
            for unit in compared.units
        ),
        left_out=tuple(_left_out(found)),
    )  # fmt: skip


def _headline(compared: Compared) -> str:
    apart = [unit for unit in compared.units if unit.stands]
    within = f"within {compared.within:,} days"
    mean = f"Of the cases of all units, {compared.mean:.0%} go on {within}."
    if not apart:
        return f"{mean} No unit differs from that by more than chance explains."
    said = "; ".join(
        f"{unit.name} is {'below' if unit.raw < compared.mean else 'above'} it: "
        f"{_share(unit.shrunk)}, {_between(unit.shrunk)}"
        for unit in apart
    )
    return f"{mean} {said}."


def _definition(found: ComparedUnits) -> str:
    compared = found.compared
    n = sum(unit.entered for unit in compared.units)
    known = found.asked.as_known_on
    return (
        f"Counted: {n:,} cases that came to “{compared.start}”, up to "
        f"{spoken_date(found.counted_to)}"
        + (f", as it was known on {spoken_date(known)}" if known else "")
        + f". A share is of those who reach “{compared.to}” within {compared.within:,} days, "
        "with open cases counted as open. What to believe draws each unit towards the mean as far "
        "as its few cases ask for; intervals are of 95%. Units stand in the order of their names."
    )


def _believed(compared: Compared) -> Chart:
    shares = [(unit.name, unit.shrunk) for unit in compared.units]
    about = f"Share of each unit that goes on within {compared.within} days"
    return Chart(
        title=f"From {compared.start} to {compared.to}",
        sentence=f"Each unit’s share within {compared.within:,} days, as it is to be believed, "
        "with its interval.",
        wide=charts.svg(charts.groups_chart(shares, about=about)),
        narrow=charts.svg(charts.groups_chart(shares, about=about, narrow=True)),
    )


def _funnel(compared: Compared) -> Chart:
    return Chart(
        title="How far chance alone would carry a unit",
        sentence="Each dot is a unit. Between the lines its share may be chance: the fewer its "
        "cases, the wider they stand.",
        wide=charts.svg(funnel_chart(compared)),
        narrow=charts.svg(funnel_chart(compared, narrow=True)),
        columns=("Unit", Column("Worth so many cases", number=True), Column("Share", number=True),
                 Column("Limits", number=True)),
        rows=[
            (unit.name, f"{unit.size:,.0f}", f"{unit.raw:.0%}", _between(unit.limits))
            for unit in compared.units
        ],
        note="A case that is still open is worth a part of one.",
    )  # fmt: skip


def _row(unit: Unit, found: ComparedUnits, query: dict[str, str] | None) -> Row:
    return Row(
        (
            unit.name,
            Cell(f"{unit.entered:,}", href=_cases(unit, found, query) if query else ""),
            f"{unit.raw:.0%}",
            Cell(_share(unit.shrunk), note=_between(unit.shrunk)),
            _between(unit.limits),
            unit.stands.capitalize() or "Not told apart",
        )
    )


def _cases(unit: Unit, found: ComparedUnits, query: dict[str, str]) -> str:
    asked = {**query, "group": unit.name, "step": str(found.step), "outcome": "entered"}
    return reverse("cases_behind") + "?" + urlencode(asked)


def _left_out(found: ComparedUnits) -> list[str]:
    compared, said = found.compared, []
    if found.n_unknown:
        said.append(f"Of {found.n_unknown:,} more the records do not say which unit it was.")
    if compared.too_few:
        n = len(compared.too_few)
        said.append(
            f"{n} {'unit has' if n == 1 else 'units have'} fewer than ten cases and "
            f"{'is' if n == 1 else 'are'} not named: their shares say more about chance."
        )
    if compared.not_followed:
        said.append(
            f"Not followed for {compared.within:,} days yet: {', '.join(compared.not_followed)}."
        )
    return said


def _share(value: Interval) -> str:
    return "" if value.value is None else f"{value.value:.0%}"


def _between(value: Interval) -> str:
    if value.low is None or value.high is None:
        return ""
    return f"{value.low:.0%} to {value.high:.0%}"
