"""A court's cases and days in court as Ibis expressions: written once, run by every engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis

from amparo.flow.counts import ADVANCED, EXITED, WAITING
from amparo.flow.courts.asked import Asked
from amparo.flow.courts.counted import CASES, HEARD, LOST, TRIALS, CourtCounts
from amparo.flow.engines.columns import day_number
from amparo.flow.engines.events import NO, Events, first_of
from amparo.flow.eventlog.log import BLANK

if TYPE_CHECKING:
    from amparo.flow.engines.engine import Engine


def court_counts(engine: Engine, events: Events, asked: Asked) -> CourtCounts:
    """What the events count to, in the words asked; the same as `courts.counted` in memory."""
    since, until = day_number(asked.since or events.as_of), day_number(events.as_of)
    every = engine.kept(_cases(events, asked))
    cases = every.filter(every.filed.notnull())
    settings = engine.kept(_settings(events, cases, asked))
    counted = {
        "cases": _n(_standing(cases, since, until), CASES),
        "heard": _n(_heard(settings), HEARD),
        "lost": _n(_lost(settings, until), LOST),
        "trials": _n(_trials(settings), TRIALS),
    }
    without = every.aggregate(n=every.filed.isnull().sum())
    n_without = int(engine.frame(without).item() or 0)
    frames = {name: engine.frame(table) for name, table in counted.items()}
    return CourtCounts(**frames, without_filing=n_without)


def _n(rows: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    return rows.group_by(list(keys)).aggregate(n=rows.count())


def _cases(events: Events, asked: Asked) -> ibis.Table:
    """`case, unit, filed, disposed, rests_since`, as the cases in memory, of all that have events.

    A case that was never filed has no `filed`.
    """
    rows = events.rows
    unit = first_of(rows, "unit") if "unit" in rows.columns else ibis.null("string")
    first = rows.group_by("case").aggregate(
        unit=unit,
        filed=rows.day.min(where=events.are(asked.filed)),
        disposed=rows.day.min(where=events.are(asked.disposed)),
        last_on=rows.day.max(),
        last=rows.code.argmax(rows["at"]),
    )
    rests = first.disposed.isnull() & events.any_of(first.last, asked.inactive)
    return first.select(
        "case", "filed", "disposed",
        unit=first.unit.fill_null(BLANK),
        rests_since=ibis.ifelse(rests, first.last_on, ibis.null("int64")),
    )  # fmt: skip


def _standing(cases: ibis.Table, since: int, until: int) -> ibis.Table:
    last = ibis.coalesce(cases.disposed, cases.rests_since, until)
    return cases.select(
        "unit",
        came=cases.filed.between(since, until),
        went=cases.disposed.between(since, until).fill_null(NO),
        standing=ibis.cases(
            (cases.disposed.notnull(), ADVANCED), (cases.rests_since.notnull(), EXITED),
            else_=WAITING,
        ),
        days=last - cases.filed,
    )  # fmt: skip


def _settings(events: Events, cases: ibis.Table, asked: Asked) -> ibis.Table:
    """One row a day in court, of cases that were filed: `next_on` is null where there is none."""
    rows = events.rows.mutate(
        lost=events.are(asked.adjourned), trial=events.are(asked.trial),
        heard=events.are(asked.settings),
    )  # fmt: skip
    heard = rows.filter(rows.heard)
    said = {
        name: first_of(heard, name, heard.lost) if name in heard.columns else ibis.null("string")
        for name in ("reason", "party")
    }
    days = heard.group_by("case", "day").aggregate(
        lost=heard.lost.any(), trial=heard.trial.any(), **said
    )
    own = days.join(cases.select("case", "unit", "disposed"), "case")
    following = own.day.lead().over(group_by=own["case"], order_by=own.day)
    later = ibis.ifelse(own.disposed >= own.day, own.disposed, ibis.null("int64"))
    return own.mutate(
        reason=own.reason.fill_null(BLANK), party=own.party.fill_null(BLANK),
        next_on=ibis.least(following, later),
    )  # fmt: skip


def _heard(settings: ibis.Table) -> ibis.Table:
    return settings.group_by("unit", "case").aggregate(
        scheduled=settings.count(), adjourned=settings.lost.cast("int64").sum()
    )


def _lost(settings: ibis.Table, until: int) -> ibis.Table:
    lost = settings.filter(settings.lost)
    return lost.select(
        "unit", "party", "reason",
        outcome=ibis.ifelse(lost.next_on.isnull(), WAITING, ADVANCED),
        days=lost.next_on.fill_null(until) - lost.day,
    )  # fmt: skip


def _trials(settings: ibis.Table) -> ibis.Table:
    """One row a case with a trial date: how many there were up to the first that was held."""
    dates = settings.filter(settings.trial)
    by_case = dates.group_by("unit", "case").aggregate(
        first_on=dates.day.min(),
        held_on=dates.day.min(where=~dates.lost),
        disposed=dates.disposed.min(),
    )
    both = dates.select("case", "day").join(by_case, "case")
    upto = both.held_on.isnull() | (both.day <= both.held_on)
    counted = both.group_by(
        "unit", "case", "first_on", "held_on", "disposed"
    ).aggregate(settings=both.count(where=upto))  # fmt: skip
    return counted.select(
        "unit", "settings",
        first_held=counted.held_on.notnull() & (counted.held_on == counted.first_on),
        tried=counted.held_on.notnull() & counted.disposed.notnull(),
    )  # fmt: skip
