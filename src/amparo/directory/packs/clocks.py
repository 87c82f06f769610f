"""When a term ends: plain calendar arithmetic over a pack's weekends and holidays."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from amparo.directory.packs.kinds import ClockRule, Pack, Vacation
from amparo.errors import Broken


def is_working_day(day: date, pack: Pack) -> bool:
    """Whether offices are open: neither weekend nor a holiday the pack lists."""
    return day.weekday() not in pack.weekend and day not in pack.holidays


def _months_later(day: date, n: int) -> date:
    """The same day n months later; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _working_days_later(day: date, n: int, pack: Pack) -> date:
    while n > 0:
        day += timedelta(days=1)
        n -= is_working_day(day, pack)
    while not is_working_day(day, pack):
        day += timedelta(days=1)
    return day


def due_on(rule: ClockRule, started_on: date, *, pack: Pack) -> date:
    """The last day on which the term is still kept.

    Units: hours count as the calendar day on which they may end at the latest (36 hours begun on
    the 1st: the 3rd), since milestones carry days; the first day is not counted. Where the law
    says so (`waits_for_work`), a term whose last day finds the offices closed ends on the next
    working day; a term that protects someone who is held never waits.
    """
    last = _last_day(rule, started_on, pack)
    return _working_days_later(last, 0, pack) if rule.waits_for_work else last


def vacations_on(day: date, pack: Pack) -> tuple[Vacation, ...]:
    """The court vacations the pack lists for this day."""
    return tuple(one for one in pack.vacations if one.from_on <= day <= one.to_on)


def _last_day(rule: ClockRule, started_on: date, pack: Pack) -> date:
    if rule.unit == "hours":
        return started_on + timedelta(days=-(-rule.n // 24))
    if rule.unit == "days":
        return started_on + timedelta(days=rule.n)
    if rule.unit == "working_days":
        return _working_days_later(started_on, rule.n, pack)
    if rule.unit == "months":
        return _months_later(started_on, rule.n)
    if rule.unit == "years":
        return _months_later(started_on, 12 * rule.n)
    raise Broken(f"A clock runs in an unknown unit, {rule.unit}", where=rule.code)


def clocks_started_by(pack: Pack, milestone: str, *, on: date) -> tuple[ClockRule, ...]:
    """The rules in force that this milestone starts."""
    return tuple(r for r in pack.clocks if milestone in r.starts and r.is_in_force(on))


def clocks_stopped_by(pack: Pack, milestone: str) -> tuple[ClockRule, ...]:
    """The rules that this milestone stops."""
    return tuple(rule for rule in pack.clocks if milestone in rule.stops)
