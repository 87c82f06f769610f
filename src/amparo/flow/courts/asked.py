"""Which activities and columns of a log mean what in a court."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.eventlog import EventLog
from amparo.flow.eventlog.events import ACTIVITY
from amparo.flow.process.coded import stage_names

Names = str | Sequence[str]
STANDARD_DAYS = 365
YEAR = 365  # days


@dataclass(frozen=True)
class Asked:
    """The court's words: activities that file, dispose, hear, adjourn, try or rest a case.

    A *setting* is a day on which a case was to be heard: all its events of that day that are named
    in `hearing`, `adjourned` or `trial` are one. `since` is the first day of the period that
    incoming and resolved cases are counted in, up to the as-of day.
    """

    filed: tuple[str, ...]
    disposed: tuple[str, ...]
    hearing: tuple[str, ...] = ()
    adjourned: tuple[str, ...] = ()
    trial: tuple[str, ...] = ()
    inactive: tuple[str, ...] = ()
    reason: str | None = None
    party: str | None = None
    by: str | None = None
    standard_days: int = STANDARD_DAYS
    since: date | None = None
    fewest: int = 10

    def __post_init__(self) -> None:
        if self.standard_days < 1:
            raise Refused("A standard is one day or more", found=f"{self.standard_days}")
        if self.fewest < 1:
            raise Refused("The fewest cases are one or more", found=f"{self.fewest}")
        if both := sorted(set(self.filed) & set(self.disposed)):
            raise Refused("One activity cannot both file and dispose", found=", ".join(both))

    @property
    def settings(self) -> tuple[str, ...]:
        """Every activity that is a day in court, held or not."""
        return tuple(dict.fromkeys((*self.hearing, *self.adjourned, *self.trial)))


def names(given: Names | None) -> tuple[str, ...]:
    """One name or several, as several."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


def asked_events(log: EventLog, asked: Asked) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The log's events with their attributes, and the names asked for that never happen.

    Shapes: one row an event, in order: `case`, `activity`, `day`, and `reason`, `party` and `unit`
    where asked. `unit` is the same for all events of a case.
    Raises: Refused for a column that is not there, or where no event files or disposes a case.
    """
    grouped = asked.by in log.pathway.groups
    wanted = [name for name in (asked.reason, asked.party) if name]
    events = log.events(*wanted, *([asked.by] if asked.by and not grouped else []))
    renamed = stage_names(log.pathway, events.get_column(ACTIVITY))
    there = set(events.get_column(ACTIVITY)) | set(renamed.values())
    never = never_of(asked, there, log.source)
    facts = [
        pl.col(column).cast(pl.String).alias(name)
        for column, name in ((asked.reason, "reason"), (asked.party, "party"))
        if column
    ]
    unit = pl.lit(None, dtype=pl.String)
    if asked.by and not grouped:
        unit = pl.col(asked.by).cast(pl.String).drop_nulls().first().over("case")
    made = events.select(
        "case", pl.col(ACTIVITY).replace(renamed), "day", unit.alias("unit"), *facts
    )
    if grouped and asked.by:
        column = log.column_of(asked.by)
        known = log.frame.select("case", pl.col(column).cast(pl.String).alias("unit"))
        made = made.drop("unit").join(known, on="case", how="left", maintain_order="left")
    return made, never


def never_of(asked: Asked, there: Collection[str], source: str) -> tuple[str, ...]:
    """The names asked for that no event has.

    Raises: Refused where no event files or disposes of a case under its names.
    """
    for what, given in (("files", asked.filed), ("disposes of", asked.disposed)):
        if not set(given) & set(there):
            raise Refused(
                f"No event {what} a case under this name", found=", ".join(given),
                where=source, next_step="choose among: " + ", ".join(sorted(there)[:40]),
            )  # fmt: skip
    given = (*asked.filed, *asked.disposed, *asked.settings, *asked.inactive)
    return tuple(name for name in dict.fromkeys(given) if name not in there)


def named_as_stages(log: EventLog, given: tuple[str, ...]) -> tuple[str, ...]:
    """Names of activities as the pathway names them, where it does."""
    renamed = stage_names(log.pathway, pl.Series(given, dtype=pl.String)) if given else {}
    return tuple(dict.fromkeys(renamed.get(name, name) for name in given))


def asked_of(
    as_of: date, named: Callable[[tuple[str, ...]], tuple[str, ...]], *, filed: Names,
    disposed: Names, hearing: Names | None = None, adjourned: Names | None = None,
    trial: Names | None = None, inactive: Names | None = None, since: date | str | None = None,
    **more: Any,
) -> Asked:  # fmt: skip
    """What was asked, in the names that the log's stages have; the period is a year if none is.

    Raises: Refused where the period begins after the data end.
    """
    asked = Asked(
        filed=named(names(filed)), disposed=named(names(disposed)), hearing=named(names(hearing)),
        trial=named(names(trial)), adjourned=named(names(adjourned)),
        inactive=named(names(inactive)),
        since=_day(since) or as_of - timedelta(days=YEAR - 1), **more,
    )  # fmt: skip
    if asked.since is None or asked.since > as_of:
        raise Refused("The period begins after the data end", found=str(asked.since))
    return asked


def _day(since: date | str | None) -> date | None:
    if not isinstance(since, str):
        return since
    try:
        return date.fromisoformat(since)
    except ValueError as error:
        raise Refused(
            "The first day of the period is written year-month-day", found=since,
            next_step="such as 2024-01-01",
        ) from error  # fmt: skip
