"""Charging, bail, trial, sentence, and what the survivor is told and paid."""

from __future__ import annotations

from collections.abc import Iterator

from amparo.directory.packs import Detector, milestone_type
from amparo.reform.detect.history import Bail, Event, History, Seen, days, seen
from amparo.reform.detect.rules.shapes import late
from amparo.web.dates import spoken_date, spoken_days

CHARGED = "represent.charge_sheet_filed"
HANDED = "restrain.risk_handed_over"
VERDICTS = ("represent.convicted", "represent.acquitted", "represent.dismissed")


def undercharged(history: History, _: Detector) -> Iterator[Seen]:
    """An ordinary charge where the facts on file show an offence of a special law."""
    for one in history.undercharged:
        if one.is_special:
            yield Seen(
                f"charge:{one.id}", one.on,
                f"Charged on {spoken_date(one.on)} under ordinary law; the facts on file show "
                f"“{one.instead}”.",
                person=one.person, institution=one.institution,
            )  # fmt: skip


def asked_in_vain(history: History, _: Detector) -> Iterator[Seen]:
    """The lawyer asked for a charge, and another was laid."""
    for one in history.undercharged:
        if not one.is_special:
            yield Seen(
                f"asked:{one.id}", one.on,
                f"The lawyer asked for “{one.instead}”; the charge of {spoken_date(one.on)} is "
                "another.",
                person=one.person, institution=one.institution,
            )  # fmt: skip


def no_reason(history: History, rule: Detector) -> Iterator[Seen]:
    """A charge was declined or a file returned, and no reason is written down."""
    for event in history.of(*rule.starts):
        over = history.today > event.on + days(rule.days)
        if over and not event.has_reason:
            yield seen(
                event,
                f"{event.said}, and {spoken_days(rule.days)} later no reason is written down.",
            )


def bail_unknowing(history: History, rule: Detector) -> Iterator[Seen]:
    """Bail was broken, or given by a court that nobody told of the risk."""
    told = set()
    for one in history.bails:
        if one.decision in rule.values and (one.breached_on or one.risk_was_told is False):
            told.add(one.person)
            what = f"Let go by the court on {spoken_date(one.on)}"
            untold = ", which nobody had told of the risk" if one.risk_was_told is False else ""
            untold += _handed(history, one) if untold else ""
            broke = f"; a condition was broken on {spoken_date(one.breached_on)}" \
                if one.breached_on else ""  # fmt: skip
            yield Seen(
                f"bail:{one.id}", one.on, f"{what}{untold}{broke}.", milestone=one.row,
                person=one.person, institution=one.institution,
            )  # fmt: skip
    for event in history.of("restrain.bail_breached"):
        bailed = history.before(event, "restrain.bailed")
        if event.person not in told and bailed is not None:
            yield seen(event, f"{event.said}, after release on bail on {spoken_date(bailed.on)}.")


def _handed(history: History, one: Bail) -> str:
    """Where word of the risk was lost: the prosecutor had it in writing."""
    had = [e for e in history.of(HANDED) if e.person == one.person and e.on <= one.on]
    return f", though the prosecutor had it in writing since {spoken_date(had[0].on)}" \
        if had else ""  # fmt: skip


def risk_unwritten(history: History, rule: Detector) -> Iterator[Seen]:
    """Let go, though a risk was on file of which the prosecutor had nothing in writing.

    Bail that the court gave knowing the risk is none, and what was known only later is none.
    """
    for one in history.bails:
        if one.decision not in rule.values or one.risk_was_told:
            continue
        known = [e for e in history.of(*rule.starts) if e.on <= one.on and _bears(e, one)]
        handed = [e for e in history.of(*rule.stops) if e.on <= one.on and _bears(e, one)]
        if known and not handed:
            yield Seen(
                f"unwritten:{one.id}", one.on,
                f"Let go by the court on {spoken_date(one.on)}. {known[0].said} was on file, and "
                f"nothing in writing of the risk had been handed to the prosecutor.",
                milestone=one.row, person=one.person, institution=one.institution,
            )  # fmt: skip


def _bears(event: Event, one: Bail) -> bool:
    """Whether an event bears on the bail of this person: a threat to a survivor bears on all."""
    return event.type.startswith(("restore.", "rescue.")) or event.person in {"", one.person}


def not_told(history: History, rule: Detector) -> Iterator[Seen]:
    """A survivor was not told in time that someone may be free."""
    for one in history.tellings:
        due = one.due_on + days(rule.days)
        came = one.told_on if one.was_told else None
        if (came or history.today) <= due:
            continue
        when = f"only on {spoken_date(came)}" if came else "not at all so far"
        yield Seen(
            f"duty:{one.id}", one.due_on,
            f"A survivor was to be told by {spoken_date(one.due_on)} that a suspect may be free, "
            f"and was told {when}.",
            days_lost=((came or history.today) - one.due_on).days, person=one.survivor,
        )  # fmt: skip


def faced_accused(history: History, rule: Detector) -> Iterator[Seen]:
    """A child testified in the courtroom itself."""
    modes = {one.person: one.mode for one in history.testimonies}
    for event in history.of("represent.survivor_testified"):
        if event.person in history.children and modes.get(event.person) in rule.values:
            yield seen(event, f"{event.said}: a child, in the courtroom with the accused.")


def threatened(history: History, _: Detector) -> Iterator[Seen]:
    """A threat was reported between the charge and the verdict."""
    for event in history.of("restore.threat_reported"):
        charged = next(history.of(CHARGED), None)
        verdict = next(history.of(*VERDICTS), None)
        if charged and charged.on <= event.on and (verdict is None or event.on <= verdict.on):
            yield seen(event, f"{event.said}, while the trial was waited for or under way.")


def only_a_fine(history: History, rule: Detector) -> Iterator[Seen]:
    """A conviction whose whole punishment is money."""
    for one in history.sentences:
        if one.kinds and one.kinds <= set(rule.values):
            yield Seen(
                f"verdict:{one.id}", one.on,
                f"Sentenced on {spoken_date(one.on)} to no more than money.",
                person=one.person, institution=one.institution, unit=one.unit,
            )  # fmt: skip


def unpaid(history: History, rule: Detector) -> Iterator[Seen]:
    """Compensation was ordered and not paid by the day it was due, or within the term."""
    for one in history.owed:
        due = one.due_on or one.on + days(rule.days)
        if (one.paid_on or history.today) <= due:
            continue
        over = ((one.paid_on or history.today) - due).days
        when = f"paid {spoken_days(over)} late" if one.paid_on else "not paid in full"
        yield Seen(
            f"order:{one.id}", due,
            f"Compensation ordered on {spoken_date(one.on)}, due by {spoken_date(due)}: {when}.",
            days_lost=over, person=one.survivor,
        )  # fmt: skip
    # Where the order itself is kept its day is known; elsewhere the milestones say when.
    known = {one.survivor for one in history.owed}
    yield from (each for each in late(history, rule) if each.person not in known)


def gave_up_waiting(history: History, rule: Detector) -> Iterator[Seen]:
    """A survivor withdrew after a long time in which no authority did anything; nobody threatened.

    Misleads when: the survivor withdrew for a reason of their own that nobody wrote down.
    """
    for event in history.of("represent.withdrawn"):
        if history.before(event, "restore.threat_reported", "rescue.together_with_suspects"):
            continue
        acts = [
            e for e in history.in_order
            if e.on <= event.on and e is not event
            and (e.by_authority or milestone_type(e.type).way == "rescue")
        ]  # fmt: skip
        if acts and (gap := (event.on - acts[-1].on).days) > rule.days and event.is_exact:
            yield seen(
                event,
                f"{event.said}, {spoken_days(gap)} after the last thing any authority did "
                f"(“{milestone_type(acts[-1].type).name}”).",
                days_lost=gap,
            )  # fmt: skip
