"""The rules most detectors share: late, happened, followed, adjourned. Thresholds are data."""

from __future__ import annotations

from collections.abc import Iterator

from amparo.directory.packs import Detector, code_list, milestone_type
from amparo.reform.detect.history import Event, History, Seen, days, owner_of, seen
from amparo.web.dates import spoken_date, spoken_days


def late(history: History, rule: Detector) -> Iterator[Seen]:
    """Something was waited for from each start, and came late or never.

    A start known only to its month or year says nothing of days. A case that ended before the term
    was over owed nothing more.
    """
    told: set[str] = set()
    for start in history.of(*rule.starts):
        if start.person in told or not start.is_exact:
            continue
        told.add(start.person)
        yield from _late(history, rule, start)


def _late(history: History, rule: Detector, start: Event) -> Iterator[Seen]:
    due = start.on + days(rule.days)
    stop = history.after(start, *rule.stops)
    owner = owner_of(history, start, rule.stops[0])
    if stop is not None:
        if stop.is_exact and stop.on > due:
            took = (stop.on - start.on).days
            yield seen(
                start,
                f"{start.said}: {rule.awaited} came after {spoken_days(took)}, not within "
                f"{rule.days:,}.",
                on=due, days_lost=(stop.on - due).days, at=owner,
            )  # fmt: skip
        return
    end = history.ended_on(start)
    if end > due:
        yield seen(
            start, f"{start.said}: no {rule.awaited} within {spoken_days(rule.days)}.",
            on=due, days_lost=(end - due).days, at=owner,
        )  # fmt: skip


def happened(history: History, rule: Detector) -> Iterator[Seen]:
    """Something happened that is a breakdown by itself, and nobody noted it with the fact."""
    for event in history.of(*rule.starts):
        if event.row in history.noted:
            continue
        yield seen(event, f"{event.said}. {milestone_type(event.type).meaning}")


def followed(history: History, rule: Detector) -> Iterator[Seen]:
    """One thing came within so many days after another."""
    for event in history.of(*rule.stops):
        first = history.before(event, *rule.starts)
        if first is None or not (first.is_exact and event.is_exact):
            continue
        gap = (event.on - first.on).days
        if gap <= rule.days:
            earlier = milestone_type(first.type).name
            yield seen(
                event,
                f"{event.said}, {spoken_days(gap)} after “{earlier}” on {spoken_date(first.on)}.",
            )


def adjourned(history: History, rule: Detector) -> Iterator[Seen]:
    """A hearing did not do what it was set for, for one of these reasons."""
    names = code_list("adjournment_reasons")
    for one in history.hearings:
        not_brought = one.not_brought and "not_produced" in rule.values
        if one.reason not in rule.values and not not_brought:
            continue
        reason = "not_produced" if not_brought else one.reason
        lost = (one.next_on - one.on).days if one.next_on and one.next_on > one.on else None
        then = f" The next is on {spoken_date(one.next_on)}." if one.next_on else ""
        yield Seen(
            f"h:{one.id}", one.on,
            f"Hearing of {spoken_date(one.on)}: {names.name_of(reason).lower()}.{then}",
            days_lost=lost, institution=one.institution, unit=one.unit,
        )  # fmt: skip
