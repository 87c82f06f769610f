"""What breaks: causes over the cases that reached each step; one cause by unit and by half-year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from amparo.access.models import User
from amparo.casework.cases.selectors.breakdowns import LACKS, STEP_NAMES
from amparo.directory.packs import Cause, causes
from amparo.flow import charts
from amparo.flow.clusterdrawings import pareto_chart, saturation_chart, stretches_chart
from amparo.flow.clusters import Cluster, Places, Stretch
from amparo.flow.survival import Interval
from amparo.reform.selectors import may_open_cases
from amparo.reform.selectors.breaks import WORK_OF, Breaks, OneBreak
from amparo.web.charts import Chart
from amparo.web.dates import spoken_days
from amparo.web.shapes import Cell, Column, Link, Row

PARTS = (
    ("what_breaks", "What breaks"),
    ("problems", "Problems and repairs"),
    ("detectors", "Detectors"),
    ("second", "Second rater"),
)
TIMES = ("Half-year", Column("Cases", number=True), Column("Share", number=True))
OPEN = 5  # causes that are seen at once; a phone would scroll for screens through all of them
FEW = "Units with fewer than ten cases are told together: over so few, a share is chance."


def tabs_of(user: User, current: str) -> list[Link]:
    """The parts of Repairs that are this person's work."""
    verbs = {"second": "cases.write"}
    return [
        Link(label, reverse(name), current=name == current)
        for name, label in PARTS
        if user.may(verbs.get(name, "figures.exact"))
    ]


def cause_named(code: str) -> Cause:
    """The cause of a code that a row holds."""
    return next(cause for cause in causes() if cause.id == code)


def share(value: Interval) -> Cell:
    """A share with its interval."""
    if value.value is None or value.low is None or value.high is None:
        return Cell("not known")
    return Cell(f"{value.value:.0%}", note=f"{value.low:.0%} to {value.high:.0%}")


@dataclass(frozen=True)
class BreaksPage:
    """Everything the page shows."""

    headline: str
    definition: str
    pareto: Chart
    saturation: Chart | None
    columns: tuple[Column | str, ...]
    rows: tuple[Row, ...]
    more: tuple[Row, ...]


def breaks_page(found: Breaks, fewer: Mapping[tuple[str, str], Cell]) -> BreaksPage:
    """Compose the page; `fewer` says by cause and step how many fewer cases went on."""
    first = found.clusters[0]
    name = cause_named(first.cause).name
    waits = f" {found.n_waiting:,} more wait for a person to say." if found.n_waiting else ""
    return BreaksPage(
        headline=f"Most often: “{name}”. It broke {first.n_cases:,} of the {first.reached:,} cases "
        "that came to its step.",
        definition=f"Counted: {found.n:,} confirmed breakdowns in {found.n_cases:,} cases.{waits} "
        "A share is of the cases that reached the step, with an interval of 95%; a case counts "
        "once for a cause. Days are those known, and of a step still waited for those so far. "
        "“Fewer went on” sets the cases that broke so beside the others that had come as far; it "
        "does not say that the breakdown made the difference.",
        pareto=_pareto(found),
        saturation=_saturation(found),
        columns=(
            "What goes wrong", "Step", Column("Cases", number=True), Column("Share", number=True),
            Column("Days lost", number=True), Column("Fewer went on", number=True),
            Column("Of all so far", number=True),
        ),
        rows=tuple(_row(cluster, fewer) for cluster in found.clusters[:OPEN]),
        more=tuple(_row(cluster, fewer) for cluster in found.clusters[OPEN:]),
    )  # fmt: skip


def _row(one: Cluster, fewer: Mapping[tuple[str, str], Cell]) -> Row:
    cause = cause_named(one.cause)
    asked = urlencode({"cause": one.cause, "step": one.step})
    return Row(
        (
            Cell(cause.name, href=f"{reverse('one_break')}?{asked}", note=f"{cause.id}: "
                 f"{LACKS[cause.lacks]}"),
            STEP_NAMES[one.step],
            Cell(f"{one.n_cases:,}", note=f"of {one.reached:,}"),
            share(one.share),
            Cell(f"{one.days_lost:,}" if one.n_dated else "not known",
                 note=f"of {one.n_dated:,}" if 0 < one.n_dated < one.n else ""),
            fewer.get((one.cause, one.step), ""),
            f"{one.cumulative:.0%}",
        )
    )  # fmt: skip


def _pareto(found: Breaks) -> Chart:
    few = next((i for i, one in enumerate(found.clusters, 1) if one.cumulative >= 0.8), 1)
    names = {cause.id: f"{cause.id} {cause.name}" for cause in causes()}
    word = "cause makes" if few == 1 else f"{few} causes make"
    return Chart(
        title="Few causes, most of the breakdowns",
        sentence=f"{'One' if few == 1 else 'Together'}, {word} up four in five of all breakdowns "
        f"({found.clusters[few - 1].cumulative:.0%}).",
        wide=charts.svg(pareto_chart(found.clusters, names)),
        narrow=charts.svg(pareto_chart(found.clusters, names, narrow=True)),
    )


def _saturation(found: Breaks) -> Chart | None:
    told = found.saturation
    if told is None or told.n < 2:
        return None
    more = "another cause" if told.new_in_last == 1 else f"{told.new_in_last} causes"
    return Chart(
        title="Have the cases shown what there is to see?",
        sentence=f"The last {told.last:,} cases showed {more} not seen before. Causes seen so far: "
        f"{told.seen}; there are at the least {told.at_least:.0f}. When the line lies flat, more "
        "cases of this kind teach little that is new.",
        wide=charts.svg(saturation_chart(told)),
        narrow=charts.svg(saturation_chart(told, narrow=True)),
    )


@dataclass(frozen=True)
class OneBreakPage:
    """One cause at one step."""

    title: str
    cause: Cause
    headline: str
    lacks: str
    cases_href: str
    wins_href: str
    n_cases: int
    unit_columns: tuple[Column | str, ...]
    units: tuple[Row, ...]
    few: str
    chart: Chart | None
    time_columns: tuple[Column | str, ...]
    times: tuple[Row, ...]


def one_break_page(found: OneBreak, user: User, *, cause: str, step: str) -> OneBreakPage:
    """Compose the page of one cause; the cases behind it only for those who may open cases."""
    named, cluster = cause_named(cause), found.cluster
    asked = urlencode({"cause": cause, "step": step})
    return OneBreakPage(
        title=named.name,
        cause=named,
        headline=_headline(cluster, step, found.n_waiting),
        lacks=LACKS[named.lacks],
        cases_href=f"{reverse('cases_broken')}?{asked}" if may_open_cases(user) else "",
        wins_href=f"{reverse('opportunities')}?"
        + urlencode({"by": "court" if WORK_OF.get(step) == "court" else "station"}),
        n_cases=cluster.n_cases if cluster else 0,
        unit_columns=(
            "Unit", Column("Cases", number=True), Column("Broke", number=True),
            Column("To be believed", number=True), "Against chance",
        ),
        units=_units(found.places),
        few=_few(found.places),
        chart=_chart(found.stretches),
        time_columns=TIMES,
        times=_times(found.stretches),
    )  # fmt: skip


def _headline(cluster: Cluster | None, step: str, n_waiting: int) -> str:
    waits = f" {n_waiting:,} more wait for a person to say." if n_waiting else ""
    if cluster is None:
        return f"No case is confirmed to have broken so, of those you may count.{waits}"
    low, high = cluster.share.low or 0.0, cluster.share.high or 0.0
    lost = f" Days lost, as far as known: {spoken_days(cluster.days_lost)}." if cluster.n_dated \
        else ""  # fmt: skip
    return (
        f"{STEP_NAMES[step]}: {cluster.n_cases:,} of {cluster.reached:,} cases broke so "
        f"({cluster.share.value or 0:.0%}; {low:.0%} to {high:.0%}).{lost}{waits}"
    )


def _units(found: Places) -> tuple[Row, ...]:
    return tuple(
        Row(
            (one.unit, f"{one.n:,}", f"{one.k:,}", share(one.shrunk),
             one.stands.capitalize() or "May be chance")
        )
        for one in found.named
    )  # fmt: skip


def _few(found: Places) -> str:
    if not found.n_few:
        return ""
    return f"{FEW} Here they are {found.n_few:,}, with {found.cases_few:,} cases."


def _half(one: Stretch) -> str:
    return f"{one.starts_on.year}, {'first' if one.starts_on.month == 1 else 'second'} half"


def _times(found: Sequence[Stretch]) -> tuple[Row, ...]:
    return tuple(Row((_half(one), f"{one.n:,}", share(one.share))) for one in found)


def _chart(found: Sequence[Stretch]) -> Chart | None:
    if len(found) < 2:
        return None
    return Chart(
        title="Is it getting better?",
        sentence="The share of cases that broke so, confirmed or waiting for a person to say, by "
        "the half-year in which they came to the step. Where intervals overlap, it may be chance. "
        "The newest cases, which have not had the time to break, are left out.",
        wide=charts.svg(stretches_chart(found)),
        narrow=charts.svg(stretches_chart(found, narrow=True)),
        columns=TIMES,
        rows=_times(found),
    )
