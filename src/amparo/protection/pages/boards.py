"""The tables and cards of protection's pages."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from amparo.access.models import User
from amparo.directory.packs.indicators import Indicator
from amparo.flow import charts
from amparo.flow.prevalence.designs.drawing import waves_chart
from amparo.protection.models import IndicatorValue, Wave
from amparo.protection.pages.words import (
    BETTER,
    WITHHELD,
    made_words,
    span_words,
    value_words,
    wave_words,
)
from amparo.protection.selectors.indicators import Done, Kept
from amparo.protection.selectors.made import Made
from amparo.protection.selectors.studies import Standing, StudyRow, when
from amparo.web.charts import Chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Figure, Row

STUDIES = (Column("Study"), Column("Place"), Column("Last wave"), Column("Change"))
WAVES = (Column("Wave"), Column("What it says"), Column("Where from"))
CATALOGUE = (Column("Indicator"), Column("Kept last"), Column("How it comes here"))
VALUES = (Column("Until"), Column("Value"), Column("How"))
GROUPED = (Column("Group"), Column("Value"))
MODELS = (Column("Model"), Column("People in all"), Column("Kind of interval"))
NOW = (Column("Indicator"), Column("Now"))


def standing_cards(standing: Standing) -> list[Figure]:
    """The three counters."""
    counted = (("People covered", standing.covered), ("… where it improves", standing.improving),
               ("… protected", standing.protected))  # fmt: skip
    return [Figure(label, f"{one.people:,}", note=standing.named(one)) for label, one in counted]


def study_rows(studies: Sequence[StudyRow], user: User) -> list[Row]:
    """The studies of a list."""
    made = []
    for row in studies:
        href = reverse("study", args=[row.study.pk])
        last, note = "no wave yet", ""
        if row.waves:
            last, note = wave_words(row.waves[-1], user)
            note = f"{when(row.waves[-1])}: {note}"
        change = _change(row, user)
        made.append(Row((
            Cell(row.study.name, href=href, note=row.study.get_design_display()),
            row.study.jurisdiction.name, Cell(last, note=note), change,
        )))  # fmt: skip
    return made


def _change(row: StudyRow, user: User) -> str:
    if row.change is None:
        return "–"
    if any(wave_words(wave, user)[0] == WITHHELD for wave in (row.waves[0], row.waves[-1])):
        return WITHHELD
    change = row.change.change
    sure = "" if row.change.high is None or row.change.is_sure_fall or (row.change.low or 0) > 0 \
        else ", may be chance"  # fmt: skip
    return f"{'−' if change < 0 else '+'}{abs(change):.0%}{sure}"


def change_sentence(row: StudyRow, user: User) -> str:
    """The change in words, where both ends of it may be shown."""
    if row.change is None or _change(row, user) == WITHHELD:
        return ""
    return row.change.sentence


def wave_rows(row: StudyRow, user: User, *, keeps: bool) -> list[Row]:
    """The waves of a study, each with a way to correct it."""
    made = []
    for wave in reversed(row.waves):
        said, note = wave_words(wave, user)
        href = reverse("wave_correct", args=[row.study.pk, wave.pk]) if keeps else ""
        days = f"{spoken_date(wave.from_on)} to {spoken_date(wave.to_on)}"
        source = wave.source or wave.get_how_display()
        tag = "correction" if wave.corrects_id else ""
        made.append(Row((
            Cell(when(wave), note=days), Cell(said, note=note, tag=tag),
            Cell(source, note=f"engine {wave.engine}, data {wave.digest[:8]}"),
            *([Cell("Correct it", href=href)] if keeps else []),
        )))  # fmt: skip
    return made


def waves_drawing(row: StudyRow, user: User) -> Chart | None:
    """Shares by wave with their intervals, for exact figures only."""
    shares = [w for w in row.waves if w.result["unit"] == "share"]
    if len(shares) < 2 or any(wave_words(w, user)[0] == WITHHELD for w in shares):
        return None
    rows = [(w.to_on.isoformat(), w.result["value"], w.result["low"], w.result["high"])
            for w in shares]  # fmt: skip
    return Chart(
        title="Prevalence by wave",
        sentence=row.change.sentence if row.change else "The waves cannot be compared.",
        wide=charts.svg(waves_chart(rows)),
        narrow=charts.svg(waves_chart(rows, narrow=True)),
        columns=(Column("Wave"), Column("Share", number=True), Column("Interval")),
        rows=[(when(w), f"{w.result['value']:.2%}",
               f"{w.result['low']:.2%} to {w.result['high']:.2%}") for w in shares],
        note="Waves of another frame or definition may not be set beside these.",
    )  # fmt: skip


def model_rows(wave: Wave) -> list[Row]:
    """Every model of a wave of lists."""
    made = []
    for one in wave.result.get("methods", []):
        value = "no estimate" if one["value"] is None else f"{one['value']:,.0f}"
        high = "no upper end" if one["high"] is None else f"{one['high']:,.0f}"
        span = f"{one['low']:,.0f} to {high}" if one["low"] is not None else ""
        made.append(Row((one["method"], Cell(value, note=span), one["kind"])))
    return made


def catalogue_rows(kept: Sequence[Kept], user: User) -> list[Row]:
    """The catalogue."""
    made = []
    for one in kept:
        href = reverse("indicator", args=[one.indicator.id.lower()])
        value, note = (
            ("–", "") if one.latest is None else value_words(one.indicator, one.latest, user)
        )
        until = f"until {spoken_date(one.latest.to_on)}: " if one.latest else ""
        made.append(Row((
            Cell(f"{one.indicator.id} {one.indicator.name}", href=href),
            Cell(value, note=until + note if one.latest else ""), comes(one.indicator),
        )))  # fmt: skip
    return made


def comes(one: Indicator) -> str:
    """Whether it is computed or entered."""
    if one.is_computed:
        return f"computed from {'records' if one.rule == 'records' else 'milestones'}"
    return {"study": "from studies", "rule": "by the rule of protection"}.get(one.rule, "entered")


def indicator_facts(one: Indicator) -> list[Fact]:
    """What an indicator means."""
    return [
        Fact("What it says", one.definition), Fact("Formula", one.formula),
        Fact("Counted as", one.unit), Fact("Which way", BETTER[one.polarity]),
        Fact("Comes from", comes(one).capitalize()), Fact("Version", str(one.version)),
        Fact("Source", one.source),
    ]  # fmt: skip


def value_rows(kept: Kept, user: User) -> list[Row]:
    """What was kept of an indicator, the newest first."""
    made = []
    for value in reversed(kept.values):
        said, note = value_words(kept.indicator, value, user)
        note = "; ".join(filter(None, (note, span_words(value))))
        how = "computed" if value.how == IndicatorValue.How.COMPUTED else "entered"
        made.append(Row((
            spoken_date(value.to_on), Cell(said, note=note),
            Cell(f"{how}, version {value.version}", note=value.digest[:8]),
        )))  # fmt: skip
    return made


def group_rows(one: Indicator, made: Made, user: User) -> list[Row]:
    """The value of each group."""
    rows = []
    for part in made.groups:
        value, note = made_words(one, part, user)
        rows.append(Row((part.name, Cell(value, note=note))))
    return rows


def now_rows(made: Sequence[tuple[Indicator, Made]], user: User) -> list[Row]:
    """Performance as it stands today."""
    rows = []
    for one, value in made:
        said, note = made_words(one, value, user)
        href = reverse("indicator", args=[one.id.lower()])
        rows.append(Row((Cell(one.name, href=href), Cell(said, note=note))))
    return rows


def marks_of(done: Sequence[Done]) -> list[tuple[str, str]]:
    """When repairs began, and their numbers in the list: from and to, of those of one day."""
    begun = [one for one in done if not one.is_planned]
    numbers: dict[str, list[int]] = {}
    for at, one in enumerate(begun, start=1):
        numbers.setdefault(one.from_on.isoformat(), []).append(at)
    return [
        (day, str(at[0]) if len(at) == 1 else f"{at[0]}–{at[-1]}") for day, at in numbers.items()
    ]


DONE = (Column("Repair"), Column("Since"), Column("Where"))


def done_rows(done: Sequence[Done]) -> list[Row]:
    """What was done meanwhile, numbered as in the drawing; what is only planned has no number."""
    begun = [one for one in done if not one.is_planned]
    made = []
    for one in [*begun, *(one for one in done if one.is_planned)]:
        number = "" if one.is_planned else f"{begun.index(one) + 1}. "
        until = f"until {spoken_date(one.to_on)}" if one.to_on else ""
        made.append(Row((
            Cell(f"{number}{one.name}", note=one.kind, tag="planned" if one.is_planned else ""),
            Cell(spoken_date(one.from_on), note=until),
            f"{one.n_places} place" + ("" if one.n_places == 1 else "s"),
        )))  # fmt: skip
    return made
