"""The court measures of a log too large for memory, or held elsewhere: counted on an engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amparo.flow.counts import ADVANCED, EXITED, WAITING
from amparo.flow.courts.asked import Asked, asked_events, asked_of, named_as_stages, never_of
from amparo.flow.courts.counted import CASES, HEARD, LOST, TRIALS, CourtCounts
from amparo.flow.courts.result import Courts, measured
from amparo.flow.engines.engine import one_answer
from amparo.flow.eventlog import EventLog
from amparo.flow.eventlog.log import BLANK
from amparo.flow.pathway import Pathway

if TYPE_CHECKING:
    from datetime import date

    import ibis

    from amparo.flow.engines.engine import Engine
    from amparo.flow.engines.events import Events


def courts_log(engine: Engine, log: EventLog, **words: Any) -> Courts:
    """The measures of a log in memory, counted on the engine; `courts.Asked` has the words."""
    from amparo.flow.engines.events import in_memory  # noqa: PLC0415  (Ibis takes 0.9 s)

    asked = asked_of(log.as_of, lambda given: named_as_stages(log, given), **words)
    events, never = asked_events(log, asked)
    with one_answer(engine):
        counts = court_counts(engine, in_memory(engine, events, log.as_of), asked)
    return measured(counts, asked, log.as_of, unit=log.unit, never=never)


def courts_file(engine: Engine, path: Path, pathway: Pathway, **words: Any) -> Courts:
    """The measures of a file of events, or a folder of Parquet files, read by the engine itself.

    Raises: Refused for a file of one row a case, a column that is not there, or where no event
    files or disposes of a case under these names.
    """
    from amparo.flow.engines.events import facts_of, in_a_file  # noqa: PLC0415  (as above)

    names = ("reason", "party", "by")
    facts = facts_of(*(("unit" if name == "by" else name, words.get(name)) for name in names))
    with one_answer(engine):
        events = in_a_file(engine, engine.file(path), pathway, facts)
        asked = asked_of(events.as_of, events.named, **words)
        never = never_of(asked, events.names, path.name)
        counts = court_counts(engine, events, asked)
    return measured(counts, asked, events.as_of, unit=pathway.unit, never=never)


def court_counts(engine: Engine, events: Events, asked: Asked) -> CourtCounts:
    """What the events count to, in the words asked; the same as `courts.counted` in memory."""
    from amparo.flow.engines.columns import day_number  # noqa: PLC0415  (Ibis takes 0.9 s)

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
    import ibis

    from amparo.flow.engines.events import of_case  # noqa: PLC0415  (Ibis takes 0.9 s)

    rows = events.rows
    unit = of_case(rows, "unit") if "unit" in rows.columns else ibis.null("string")
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
    import ibis

    last = ibis.coalesce(cases.disposed, cases.rests_since, until)
    return cases.select(
        "unit",
        came=cases.filed.between(since, until),
        went=cases.disposed.between(since, until).fill_null(ibis.literal(value=False)),
        standing=ibis.cases(
            (cases.disposed.notnull(), ADVANCED), (cases.rests_since.notnull(), EXITED),
            else_=WAITING,
        ),
        days=last - cases.filed,
    )  # fmt: skip


def _settings(events: Events, cases: ibis.Table, asked: Asked) -> ibis.Table:
    """One row a day in court, of cases that were filed: `next_on` is null where there is none."""
    import ibis

    rows = events.rows.mutate(
        lost=events.are(asked.adjourned), trial=events.are(asked.trial),
        heard=events.are(asked.settings),
    )  # fmt: skip
    heard = rows.filter(rows.heard)
    said = {
        name: (
            heard[name].argmin(heard["at"], where=heard.lost & heard[name].notnull())
            if name in heard.columns
            else ibis.null("string")
        )
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
    import ibis

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
