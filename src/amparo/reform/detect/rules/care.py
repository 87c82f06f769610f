"""Services that do not answer, examinations without a paper, and wins that nobody hears of."""

from __future__ import annotations

from collections.abc import Iterator

from amparo.directory.packs import Detector, code_list
from amparo.reform.detect.history import History, Seen, days, seen
from amparo.web.dates import spoken_date, spoken_days


def unanswered(history: History, rule: Detector) -> Iterator[Seen]:
    """A service that a survivor was referred to did not answer in time."""
    for one in history.referred:
        due = one.sent_on + days(rule.days)
        if one.service not in rule.things or (one.answered_on or history.today) <= due:
            continue
        took = ((one.answered_on or history.today) - one.sent_on).days
        name = code_list("services").name_of(one.service)
        yield Seen(
            f"referral:{one.id}", due,
            f"Referred on {spoken_date(one.sent_on)} for “{name}”: "
            + (f"answered after {spoken_days(took)}, not within {rule.days:,}."
               if one.answered_on else f"no answer within {spoken_days(rule.days)}."),
            days_lost=took - rule.days, person=one.person, institution=one.institution,
        )  # fmt: skip


def turned_away(history: History, rule: Detector) -> Iterator[Seen]:
    """A service had no room for a survivor, or none that fits."""
    reasons, services = code_list("referral_declines"), code_list("services")
    for one in history.referred:
        if one.answer == "declined" and one.service in rule.things and one.reason in rule.values:
            yield Seen(
                f"declined:{one.id}", one.answered_on or one.sent_on,
                f"“{services.name_of(one.service)}” was declined: "
                f"{reasons.name_of(one.reason).lower()}.",
                person=one.person, institution=one.institution,
            )  # fmt: skip


def without_paper(history: History, rule: Detector) -> Iterator[Seen]:
    """Something was done, and no paper of these kinds is among the evidence."""
    papers = [one.on for one in history.exhibits if one.kind in rule.values]
    for event in history.of(*rule.starts):
        over = event.is_exact and history.ended_on(event) > event.on + days(rule.days)
        if over and not any(on >= event.on for on in papers):
            yield seen(
                event,
                f"{event.said}: {spoken_days(rule.days)} later there is no {rule.awaited} among "
                "the evidence.",
            )


def untold(history: History, rule: Detector) -> Iterator[Seen]:
    """A case was won for good, and a year later nobody outside has heard of it."""
    won = next(history.of("represent.convicted"), None)
    for event in list(history.of(*rule.starts))[:1]:
        over = history.today > event.on + days(rule.days)
        if won is not None and over and event.is_exact and not history.told_on:
            yield seen(
                event,
                f"{event.said}, after a conviction on {spoken_date(won.on)}; in the "
                f"{spoken_days(rule.days)} after it was not told.",
            )


def sum_late(history: History, _: Detector) -> Iterator[Seen]:
    """Relief money was due by a day and had not come in full."""
    for one in history.sums:
        if (one.paid_on or history.today) <= one.due_on:
            continue
        over = ((one.paid_on or history.today) - one.due_on).days
        when = f"came in full {spoken_days(over)} late" if one.paid_on else "has not come in full"
        yield Seen(
            f"sum:{one.id}", one.due_on,
            f"Relief money was due by {spoken_date(one.due_on)}; it {when}.",
            days_lost=over, person=one.person, institution=one.institution,
        )  # fmt: skip
