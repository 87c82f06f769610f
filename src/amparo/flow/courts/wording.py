"""What the court measures say in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from amparo.flow.survival import Interval
from amparo.flow.wording import counted, day, days, percent, percent_interval

if TYPE_CHECKING:
    from amparo.flow.courts.result import Courts


def courts_sentence(found: Courts) -> str:
    """How many come and go, how old what waits is, how sure a date is, and what is lost why."""
    return " ".join(_sentences(found))


def _sentences(found: Courts) -> Iterator[str]:
    row, asked = found.whole, found.asked
    yield f"{counted(row['n'], found.unit)}, as known on {day(found.as_of)}."
    if row["clearance_rate"] is not None and asked.since is not None:
        yield (
            f"Since {day(asked.since)}, {row['incoming']:,} came in and {row['resolved']:,} were "
            f"resolved: {row['clearance_rate'] * 100:.0f} for every 100."
        )
    if row["active"]:
        rest = f", beside {row['inactive']:,} that rest" if row["inactive"] else ""
        yield (
            f"{row['active']:,} are pending{rest}; half are {days(row['age_median_days'])} days or "
            f"older, {percent(row['backlog_share'])} are beyond {asked.standard_days:,} days."
        )
    if row["share_within"] is not None:
        yield _time(row, asked.standard_days)
    if row["scheduled"]:
        rate = _interval(row, "adjournment_rate")
        yield (
            f"Of {row['scheduled']:,} days in court, {row['adjourned']:,} were lost: "
            f"{percent_interval(rate)}."
        )
    if row["first_dates"]:
        share = percent_interval(_interval(row, "first_held_share"))
        yield f"Of {row['first_dates']:,} first trial dates, {share} were held."
    yield from found.notes


def _time(row: dict[str, Any], standard: int) -> str:
    """The share in time with open cases counted, and the misleading one beside it."""
    beyond = "at least " if row["followed_days"] < standard else ""
    said = f"{beyond}{percent_interval(_interval(row, 'share_within'))}"
    finished = row["finished_only_share_within"]
    other = f" (over finished cases only it looks like {percent(finished)})" if finished else ""
    return f"Within {standard:,} days of filing {said} are disposed of{other}."


def _interval(row: dict[str, Any], name: str) -> Interval:
    return Interval(row[name], row[f"{name}_low"], row[f"{name}_high"])
