"""The What if pages: questions in words, how far a run is, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from amparo.directory.packs import pathways
from amparo.reform.engine import Station, stations_of
from amparo.reform.models import WhatIfAnswer, WhatIfRun, WhatIfWork
from amparo.reform.selectors.whatif import Today
from amparo.web.charts import Chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Action, Cell, Column, Fact, Row, Tone

KEPT_COLUMNS = ("What was changed", "Learned from", "Asked", "Where it is")
TONES = {"queued": Tone.WAITING, "running": Tone.ACTIVE, "done": Tone.GOOD, "failed": Tone.ALERT}


@dataclass(frozen=True)
class Waiting:
    """A run that is not over."""

    title: str
    href: str
    changed: tuple[str, ...]
    percent: int
    said: str


@dataclass(frozen=True)
class Answer:
    """A run that is over, with its answer, or why there is none."""

    title: str
    href: str
    changed: tuple[str, ...]
    failed: str
    next_step: str
    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]
    columns: tuple[Column | str, ...]
    rows: tuple[Row, ...]
    as_before: tuple[Row, ...]
    definition: str
    learned: tuple[Row, ...]
    learned_columns: tuple[Column | str, ...]
    facts: tuple[Fact, ...]
    actions: tuple[Action, ...]


def learned_from(today: Today) -> str:
    """What the system was fitted to, in words."""
    on = today.asked.as_known_on
    known = f", as it was known on {spoken_date(on)}" if on else ""
    return (
        f"Learned from {_cases(today.log.n)}, up to {spoken_date(today.log.as_of)}{known}. "
        "Cases still open count as open."
    )


def _cases(n: int) -> str:
    return f"{n:,} {'case' if n == 1 else 'cases'}"


def said_changes(changes: dict[str, Any], stations: tuple[Station, ...]) -> tuple[str, ...]:
    """Each change in words, what today is beside it."""
    whole = [
        _more_or_fewer(changes[name], what)
        for name, what in (("arrivals", "new cases"), ("adjournments", "adjournments"))
        if name in changes
    ]
    today = {station.name: station for station in stations}
    there = [
        f"{name}: {words}"
        for name, changed in changes.get("stations", {}).items()
        for words in _said_of_station(changed, today.get(name))
    ]
    return (*whole, *there)


def _more_or_fewer(factor: float, what: str) -> str:
    percent = round(100 * abs(factor - 1))
    return f"{percent}% {'more' if factor > 1 else 'fewer'} {what}"


def _said_of_station(changed: dict[str, float], today: Station | None) -> list[str]:
    said = []
    if "people" in changed:
        now = f" instead of {today.people:,}" if today and today.people is not None else ""
        said.append(f"{changed['people']:,} at work{now}")
    if "service" in changed:
        percent = round(100 * abs(changed["service"] - 1))
        said.append(f"{percent}% {'longer' if changed['service'] > 1 else 'shorter'}")
    if "advance" in changed:
        now = f" instead of {today.chance:.0%}" if today else ""
        said.append(f"{changed['advance']:.0%} go on{now}")
    return said


def title_of(run: WhatIfRun) -> str:
    """A question's name: its first change, and how many there are besides."""
    changed = said_changes(run.changes, ())
    others = len(changed) - 1
    more = f", and {others} other {'change' if others == 1 else 'changes'}" if others else ""
    return f"{changed[0]}{more}" if changed else "Nothing changed"


def kept_rows(runs: list[WhatIfRun]) -> list[Row]:
    """Kept questions as a table."""
    return [
        Row(
            (
                Cell(title_of(run), href=_href(run)),
                Cell(_pathway(run), note=run.programme.name if run.programme else "All programmes"),
                Cell(spoken_date(timezone.localdate(run.asked_at)), note=f"by {run.asked_by.name}"),
                Cell(tag=run.work.get_state_display(), tone=TONES[run.work.state]),
            )
        )
        for run in runs
    ]


def choices_of(runs: list[WhatIfRun]) -> list[tuple[str, str]]:
    """Answered questions to choose from."""
    return [
        (str(run.pk), f"{title_of(run)} ({run.years} years, {spoken_date(run.counted_to)})")
        for run in runs
        if run.work.state == WhatIfWork.State.DONE
    ]


def _href(run: WhatIfRun) -> str:
    return reverse("what_if_run", args=[run.pk])


def _pathway(run: WhatIfRun) -> str:
    found = pathways().get(run.pathway)
    return found.name if found else run.pathway


def waiting_of(run: WhatIfRun) -> Waiting:
    """How far a run is."""
    percent = int(100 * run.work.progress)
    said = (
        f"{percent}% done"
        if run.work.state == WhatIfWork.State.RUNNING
        else "Waiting its turn: a worker takes it up within seconds"
    )
    return Waiting(title_of(run), _href(run), _beyond_title(run), percent, said)


def _changed(run: WhatIfRun) -> tuple[str, ...]:
    return said_changes(run.changes, stations_of(run.system))


def _beyond_title(run: WhatIfRun) -> tuple[str, ...]:
    """The changes, where the title does not tell them all."""
    changed = _changed(run)
    return () if changed == (title_of(run),) else changed


def answer_of(run: WhatIfRun) -> Answer:
    """What came of a run: its answer, or the reason why there is none."""
    answer = getattr(run, "answer", None)
    found: dict[str, Any] = answer.result if answer is not None else {}
    failed = run.work.state == WhatIfWork.State.FAILED
    again = f"{reverse('what_if')}?{_query(run)}"
    return Answer(
        title=title_of(run),
        href=_href(run),
        changed=_beyond_title(run),
        failed=run.work.reason if failed else "",
        next_step=run.work.next_step if failed else "",
        sentences=tuple(found.get("sentences", ())),
        charts=tuple(_chart(one) for one in found.get("charts", ())),
        columns=COLUMNS,
        rows=tuple(_row(one) for one in found.get("figures", ()) if one["is_shown"]),
        as_before=tuple(_row(one) for one in found.get("figures", ()) if not one["is_shown"]),
        definition=found.get("definition", ""),
        learned=tuple(_learned(one) for one in stations_of(run.system)),
        learned_columns=LEARNED,
        facts=_facts(run, answer),
        actions=(Action("Change it and ask again", again),),
    )


COLUMNS = (
    Column("Figure"), Column("As today", number=True), Column("Changed", number=True),
    Column("Difference", number=True),
)  # fmt: skip


LEARNED = (
    "Step", Column("Cases there", number=True), Column("People", number=True),
    Column("Days of work", number=True), Column("Go on in the end", number=True),
    "On what it rests",
)  # fmt: skip


def _learned(one: Station) -> Row:
    return Row(
        (
            one.name, f"{one.inside:,}", "" if one.people is None else f"{one.people:,}",
            "" if one.days is None else f"{one.days:,.1f}", f"{one.chance:.0%}", one.basis,
        )
    )  # fmt: skip


def _row(figure: dict[str, Any]) -> Row:
    values = (figure["today"], figure["changed"], figure["difference"])
    return Row((Cell(figure["what"], note=figure["unit"]), *(_value(one) for one in values)))


def _value(value: dict[str, str]) -> Cell:
    """A number with its interval, as the engine said them."""
    return Cell(value["said"], note=value["between"])


def _chart(one: dict[str, Any]) -> Chart:
    return Chart(
        title=one["title"], sentence=one["sentence"], wide=one["wide"], narrow=one["narrow"],
        columns=("Step", "When", Column("As today", number=True), Column("Changed", number=True)),
        rows=one["rows"],
    )  # fmt: skip


def _facts(run: WhatIfRun, answer: WhatIfAnswer | None) -> tuple[Fact, ...]:
    """All that is needed to judge the answer, and to have it again."""
    known = f", as known on {spoken_date(run.as_known_on)}" if run.as_known_on else ""
    programme = run.programme.name if run.programme else "all programmes"
    whose = "of the office" if run.counts_whole_office else f"of {run.asked_by.name}’s teams"
    facts = [
        Fact(
            "Learned from",
            f"{_cases(run.n_cases)} {whose}, up to {spoken_date(run.counted_to)}{known}\n"
            f"{_pathway(run)}; {programme}",
        ),
        Fact(
            "Looked ahead",
            f"{run.years} {'year' if run.years == 1 else 'years'}, in {run.replications:,} futures "
            "of each system, drawn with the same chances",
        ),
        Fact("Asked", f"{spoken_date(timezone.localdate(run.asked_at))}, by {run.asked_by.name}"),
        Fact("To have it again", f"seed {run.seed}"),
    ]
    if answer is not None:
        facts[-1] = Fact("To have it again", f"seed {run.seed}, Amparo {answer.version}")
    return tuple(facts)


def _query(run: WhatIfRun) -> str:
    asked = {
        "pathway": run.pathway,
        "programme": run.programme_id,
        "as_known_on": spoken_date(run.as_known_on) if run.as_known_on else "",
        "from": run.pk,
    }
    return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class SideBySide:
    """Two answers to questions of the same records; `why_not` where they are of others."""

    why_not: str
    columns: tuple[Column | str, ...] = ()
    rows: tuple[Row, ...] = ()
    questions: tuple[Fact, ...] = ()


def side_by_side(first: WhatIfRun, second: WhatIfRun) -> SideBySide:
    """Two answers in one table, figure by figure, each against the system as it is today."""
    if (first.seed, first.years, first.system) != (second.seed, second.years, second.system):
        return SideBySide(
            "These two were asked of different records, of other people at work, or for other "
            "years, so that their difference would not be that of what was changed. Ask both anew."
        )
    others = {one["key"]: one for one in second.answer.result["figures"]}
    return SideBySide(
        why_not="",
        columns=(
            Column("Figure"), Column("As today", number=True), Column("First", number=True),
            Column("Second", number=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(one["what"], note=one["unit"]), _value(one["today"]),
                    _value(one["changed"]), _value(others[one["key"]]["changed"]),
                )
            )
            for one in first.answer.result["figures"]
            if one["key"] in others
        ),
        questions=tuple(
            Fact(label, "\n".join(_changed(run)), action="Open", action_href=_href(run))
            for label, run in (("First", first), ("Second", second))
        ),
    )  # fmt: skip
