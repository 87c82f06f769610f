"""The page of recovery in figures: each number with its interval, its count and its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amparo.casework.restore.selectors.figures import (
    PLAN_DAYS,
    RESTORED_WITHIN,
    SAFETY_DAYS,
    YEAR,
    Figures,
    OfInstrument,
)
from amparo.casework.restore.selectors.help_given import DomainGiven
from amparo.flow import charts
from amparo.flow.competing import CompetingRisks
from amparo.flow.counts import ADVANCED
from amparo.flow.drawings import fates_chart
from amparo.flow.survival import Interval
from amparo.flow.wording import counted, percent, percent_interval
from amparo.web.charts import Chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Figure, Row

FEWEST = 10  # below it a share says more about chance than about the work
GIVEN = (
    Column("Domain"), Column("Given of what was expected by now", number=True),
    Column("Services", number=True), Column("Survivors", number=True),
    Column("Sessions, visits or days", number=True), Column("Planned in all", number=True),
)  # fmt: skip
CHANGES = (
    Column("Domain"), Column("Mean change", number=True), Column("Better", number=True),
    Column("Worse", number=True), Column("Pairs", number=True), Column("Missing", number=True),
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """The changes of one version of an instrument."""

    title: str
    text: str
    agreement: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Page:
    """Everything the page of figures shows."""

    definition: str
    figures: Sequence[Figure]
    restored: Chart | None
    columns: Sequence[Column]
    tables: Sequence[Table]
    given_columns: Sequence[Column]
    given: Sequence[Row]
    missing: Sequence[str]


def page_of(found: Figures) -> Page:
    """Compose the page."""
    return Page(
        definition=(
            f"Counted: {counted(found.n_survivors, 'survivor')} of "
            f"{counted(found.n_cases, 'case')} for whom aftercare began, up to "
            f"{spoken_date(found.as_of)}. Those still on the way count as such; aftercare that "
            "ended otherwise is an end of its own (Aalen–Johansen, 95%). Nobody is ranked."
        ),
        figures=[
            _within("Plan agreed within 30 days", found.plans, PLAN_DAYS, "I41"),
            _within("Safety plan within 7 days", found.safety, SAFETY_DAYS, "I43"),
            *(_within(f"Restored within {_months(days)}", found.restored, days, "I45")
              for days in RESTORED_WITHIN),
            _within("Harmed again within a year", found.harmed, YEAR, "I46"),
            *([_within("Help begun within 30 days of asking", found.begun, PLAN_DAYS, "I42")]
              if found.begun else []),
            _share("Say that the help helps", found.content.helped, found.content.n),
            _share("Say that they were respected", found.content.respected, found.content.n),
        ],
        restored=_restored(found.restored) if found.restored.n >= FEWEST else None,
        columns=CHANGES,
        tables=[_table(one) for one in found.by_instrument],
        given_columns=GIVEN,
        given=[_given(one) for one in found.given],
        missing=_missing(found),
    )  # fmt: skip


def _months(days: int) -> str:
    return {365: "a year", 548: "18 months", 730: "two years"}.get(days, f"{days} days")


def _within(label: str, fates: CompetingRisks, days: int, code: str) -> Figure:
    if fates.n < FEWEST:
        return Figure(label, "too few", note=f"{code}; n = {fates.n}, {FEWEST} are needed")
    share = fates.at(days)
    if share.value is None:
        return Figure(label, "not known yet",
                      note=f"{code}; n = {fates.n}, nobody followed {days} days")  # fmt: skip
    return Figure(label, percent(share.value), note=f"{code}; {_between(share)}; n = {fates.n}")


def _share(label: str, share: Interval, n: int) -> Figure:
    if n < FEWEST:
        return Figure(label, "too few", note=f"I47; n = {n}, {FEWEST} are needed")
    return Figure(label, percent(share.value), note=f"I47; {_between(share)}; n = {n}")


def _between(share: Interval) -> str:
    if share.low is None or share.high is None:
        return "no interval"
    return f"{share.low * 100:.0f} to {share.high * 100:.0f}%"


def _restored(fates: CompetingRisks) -> Chart:
    horizons = [day for day in (180, *RESTORED_WITHIN, 1095) if fates.at(day).value is not None]
    kinds = [(ADVANCED, "Restored"), *((kind, kind.capitalize()) for kind in fates.exits)]
    return Chart(
        title="What became of those for whom aftercare began",
        sentence=fates.sentence(),
        wide=charts.svg(fates_chart(fates)),
        narrow=charts.svg(fates_chart(fates, narrow=True)),
        columns=(Column("After"), *(Column(name) for _, name in kinds)),
        rows=[
            (f"{day} days", *(percent_interval(fates.at(day, kind)) for kind, _ in kinds))
            for day in horizons
        ],
        note="Aftercare taken up again after an end is counted by its first end.",
    )


def _given(one: DomainGiven) -> Row:
    """Services of one domain: the share of what was expected by now that took place."""
    found = one.found
    share = Cell("–", note="nothing counted yet")
    if found.share.value is not None:
        between = _between(found.share) if found.n_people >= FEWEST else "too few for an interval"
        share = Cell(percent(found.share.value), note=between)
    note = f"{found.uncounted} not counted yet" if found.uncounted else ""
    return Row([
        one.name, share, Cell(str(one.n_services), note=note), str(found.n_people),
        f"{found.n_given:,} of {found.n_expected:,}", f"{one.n_planned:,}",
    ])  # fmt: skip


def _table(one: OfInstrument) -> Table:
    return Table(
        title=f"{one.instrument.name}, version {one.instrument.version}",
        text=(
            f"I44: from the first round to the last, each survivor compared with themselves, "
            f"within this version only. {counted(one.n_survivors, 'survivor')}, "
            f"{one.n_once} of them assessed once. Those who began lowest rise by chance alone, too."
        ),
        agreement=_agreement(one),
        rows=[
            Row([
                change.name, _change(change.found.change, change.found.n),
                str(change.found.n_better), str(change.found.n_worse), str(change.found.n),
                str(change.found.missing),
            ])
            for change in one.changes
        ],
    )  # fmt: skip


def _change(value: Interval, n: int) -> Cell:
    if value.value is None:
        return Cell("–")
    if n < FEWEST or value.low is None or value.high is None:
        return Cell(f"{value.value:+.2f}", note="too few for an interval")
    return Cell(f"{value.value:+.2f}", note=f"{value.low:+.2f} to {value.high:+.2f}")


def _agreement(one: OfInstrument) -> str:
    found = one.agreement
    if found.n == 0:
        return "No round was scored a second time yet, so nobody knows how far scorers agree."
    kappa = found.kappa
    said = "cannot be told" if kappa.value is None else f"{kappa.value:.2f}"
    between = "" if kappa.low is None else f" ({kappa.low:.2f} to {kappa.high:.2f})"
    return (
        f"Two scorers: weighted kappa {said}{between} over {counted(found.n, 'item')}, "
        f"{found.n_equal} of them equal."
    )


def _missing(found: Figures) -> list[str]:
    said = []
    if found.n_without_intake:
        said.append(
            f"{counted(found.n_without_intake, 'survivor')} with a plan or an end, and no record "
            "of when aftercare began; they are not counted."
        )
    if found.n_nameless:
        said.append(
            f"{counted(found.n_nameless, 'milestone')} of recovery that say not whom they are "
            "about; they are not counted."
        )
    return said
