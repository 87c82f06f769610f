"""Reporting, investigating, operations and arrests."""

from __future__ import annotations

from collections.abc import Iterator

from amparo.directory.packs import Detector, milestone_type
from amparo.reform.detect.history import Event, History, Seen, days, seen
from amparo.web.dates import spoken_date, spoken_days

REGISTERED = "rescue.complaint_registered"
EXECUTED = "rescue.operation_executed"
RELIEVED = "rescue.victim_relieved"
ARRESTED = "restrain.arrested"
EXHIBIT = "restrain.exhibit_logged"
ACTED = ("rescue", "restrain", "represent")


def nothing_done(history: History, rule: Detector) -> Iterator[Seen]:
    """A complaint was registered, and nothing whatever was done on it for so long."""
    for start in list(history.of(REGISTERED))[:1]:
        due = start.on + days(rule.days)
        done = [
            e for e in history.in_order
            if start.on < e.on <= due and milestone_type(e.type).way in ACTED
        ]  # fmt: skip
        if not done and history.ended_on(start) > due and start.is_exact:
            yield seen(
                start, f"{start.said}: nothing was done in the {spoken_days(rule.days)} after.",
                on=due, days_lost=rule.days,
            )  # fmt: skip


def investigator_moved(history: History, rule: Detector) -> Iterator[Seen]:
    """Someone of the unit left the post while its file was open, and the unit fell silent."""
    start = next(history.of(REGISTERED), None)
    if start is None:
        return
    for change in history.handed_over:
        until = change.on + days(rule.days)
        over = history.after(start, *rule.stops)
        handed_on = over is not None and over.on <= until  # the file had left the police
        if change.on <= start.on or handed_on or until >= history.ended_on(start):
            continue
        acted = [
            e for e in history.in_order if change.on <= e.on <= until and e.unit == change.unit
        ]
        if not acted:
            yield Seen(
                f"post:{change.id}", change.on,
                f"The post “{change.title}” changed hands on {spoken_date(change.on)} while the "
                f"file was open; the unit did nothing in the {spoken_days(rule.days)} after.",
                days_lost=rule.days, institution=change.institution, unit=change.unit,
            )  # fmt: skip


def open_desk(history: History, rule: Detector) -> Iterator[Seen]:
    """A statement was taken where everyone could hear it."""
    for one in history.interviews:
        if one.room in rule.values:
            yield Seen(
                f"interview:{one.id}", one.on,
                f"A statement was taken at an open desk or hall on {spoken_date(one.on)}.",
                person=one.person,
            )  # fmt: skip


def child_again(history: History, rule: Detector) -> Iterator[Seen]:
    """A child was questioned more often than once."""
    for one in history.interviews:
        if one.was_child and one.number > rule.n:
            yield Seen(
                f"interview:{one.id}", one.on,
                f"A child was questioned for the {_nth(one.number)} time on "
                f"{spoken_date(one.on)}.",
                person=one.person,
            )  # fmt: skip


def _nth(n: int) -> str:
    return {2: "second", 3: "third", 4: "fourth"}.get(n, f"{n}th")


def lab_late(history: History, rule: Detector) -> Iterator[Seen]:
    """A laboratory's answer came late, or has not come."""
    for one in history.labs:
        due = one.sent_on + days(rule.days)
        if (one.result_on or history.today) <= due:
            continue
        sent = f"Sent to the laboratory on {spoken_date(one.sent_on)}"
        took = ((one.result_on or history.today) - one.sent_on).days
        yield Seen(
            f"lab:{one.id}", due,
            f"{sent}: the result came after {spoken_days(took)}, not within {rule.days:,}."
            if one.result_on
            else f"{sent}: no result within {spoken_days(rule.days)}.",
            days_lost=took - rule.days, institution=one.institution,
        )  # fmt: skip


def custody_broken(history: History, _: Detector) -> Iterator[Seen]:
    """A line of an exhibit's ledger of custody does not fit the one before it."""
    for one in history.broken:
        yield Seen(
            f"exhibit:{one.id}", one.on,
            f"The custody record of exhibit {one.number} has a line that does not fit.",
        )  # fmt: skip


def _around(history: History, event: Event, after: int, *types: str) -> bool:
    return any(abs((e.on - event.on).days) <= after for e in history.of(*types))


def empty_venue(history: History, rule: Detector) -> Iterator[Seen]:
    """An operation that found nobody: neither a victim nor a suspect."""
    for event in history.of(EXECUTED):
        over = history.today > event.on + days(rule.days)
        if over and event.is_exact and not _around(history, event, rule.days, RELIEVED, ARRESTED):
            yield seen(event, f"{event.said}: nobody was found, neither a victim nor a suspect.")


def without_proof(history: History, rule: Detector) -> Iterator[Seen]:
    """An operation that brought people out, with neither an arrest nor evidence."""
    for event in history.of(EXECUTED):
        over = history.today > event.on + days(rule.days) and event.is_exact
        relieved = _around(history, event, rule.days, RELIEVED)
        if over and relieved and not _around(history, event, rule.days, ARRESTED, EXHIBIT):
            yield seen(
                event,
                f"{event.said}: people were brought out, and within {spoken_days(rule.days)} "
                "nobody was arrested and nothing kept as evidence.",
            )


def proof_left(history: History, rule: Detector) -> Iterator[Seen]:
    """An operation with an arrest, after which nothing was kept as evidence."""
    for event in history.of(EXECUTED):
        over = history.today > event.on + days(rule.days) and event.is_exact
        arrested = _around(history, event, rule.days, ARRESTED)
        if over and arrested and not _around(history, event, rule.days, EXHIBIT):
            yield seen(
                event,
                f"{event.said}: someone was arrested, and within {spoken_days(rule.days)} nothing "
                "was kept as evidence.",
            )


def kept_together(history: History, rule: Detector) -> Iterator[Seen]:
    """Victims and suspects were in one room, or nothing says that they were kept apart."""
    together = list(history.of("rescue.together_with_suspects"))
    for event in together:
        if event.row in history.noted:
            continue
        yield seen(event, f"{event.said}. {milestone_type(event.type).meaning}")
    apart = ("rescue.victim_suspect_separated",)
    told = {event.person for event in together}
    for event in history.of(RELIEVED):
        if event.person in told or not history.before(event, EXECUTED) or "" in told:
            continue
        over = history.today > event.on + days(rule.days)
        if over and not any(
            abs((e.on - event.on).days) <= rule.days and (not e.person or e.person == event.person)
            for e in history.of(*apart)
        ):
            yield seen(
                event,
                f"{event.said} by an operation, and nothing says that they were kept apart from "
                "suspects.",
                fact=f"apart:{event.id}",
            )


def victim_arrested(history: History, rule: Detector) -> Iterator[Seen]:
    """A person whom the office knows as a survivor was arrested in the same case."""
    for event in history.of(*rule.starts):
        if event.person and event.person in history.survivors:
            yield seen(event, f"{event.said}: the person is a survivor in this case.")


def shielded(history: History, rule: Detector) -> Iterator[Seen]:
    """A warrant was not carried out because someone stood in the way."""
    for one in history.warrant_steps:
        if one.reason in rule.values:
            yield Seen(
                f"warrant:{one.id}", one.on,
                f"A warrant was not carried out on {spoken_date(one.on)}: someone powerful stood "
                "in the way.",
                person=one.person, institution=one.institution, unit=one.unit,
            )  # fmt: skip
