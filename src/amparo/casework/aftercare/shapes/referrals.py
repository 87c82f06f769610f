"""Referrals, what leaves and by what right, recalls, and who offers what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from amparo.casework.aftercare.content import Line
from amparo.casework.aftercare.selectors.received import Received
from amparo.casework.aftercare.selectors.referrals import (
    Carried,
    OfferLine,
    RecallLine,
    ReferralLine,
    ReferralPage,
    StepLine,
)
from amparo.casework.aftercare.shapes.cards import Card, facts_of
from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.web.dates import spoken_date, spoken_days
from amparo.web.shapes import Action, Cell, Fact, Happening, Link, Row, Tone

OFFERS = ["Service", "Who", "For whom", "What to do"]
RECEIVED = ["Referral", "Service", "From", "State"]
TONES = {
    "": Tone.NEUTRAL, "sent": Tone.WAITING, "chased": Tone.WAITING, "accepted": Tone.GOOD,
    "declined": Tone.ALERT, "ended": Tone.NEUTRAL,
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """What is offered in one domain of a life."""

    domain: str
    rows: Sequence[Row]


def offer_groups(lines: Iterable[OfferLine], *, may_write: bool) -> list[Group]:
    """The offers by domain."""
    groups: dict[str, list[Row]] = {}
    for line in lines:
        end = reverse("offer_end", args=[line.id]) if may_write else ""
        row = Row(
            [
                line.service,
                line.institution,
                Cell(line.for_whom or "Not said", note="" if line.is_free else "It costs"),
                Cell("Offered no longer?", end) if end else "",
            ]
        )
        groups.setdefault(line.domain, []).append(row)
    return [Group(domain, rows) for domain, rows in groups.items()]


def referral_card(line: ReferralLine, case: Case, *, today: date) -> Card:
    """A referral among the others: nothing of what it says."""
    waits = ""
    if line.is_overdue(today):
        waits = f"No answer for {spoken_days(line.waits_days)}"
    return Card(
        f"{line.who}: {line.service}",
        facts_of(
            ("To", line.recipient), ("Referral", line.code),
            ("Sent", spoken_date(line.sent_on) if line.sent_on else "Not sent yet"),
            ("Waits", waits), ("Why", line.reason),
            ("Called back", "Consent was withdrawn" if line.was_recalled else ""),
        ),
        tag="No answer" if waits else line.state_name,
        tone=Tone.ALERT if waits else TONES[line.state],
        href=address("referral_out", case, sent=line.id),
    )  # fmt: skip


def referral_page(
    page: ReferralPage, content: Sequence[Line], case: Case, *, writes: bool
) -> dict[str, Any]:
    """What the template of a referral is given."""
    line = page.line
    return {
        "line": line,
        "state": Cell(tag=line.state_name, tone=TONES[line.state]),
        "about": facts_of(
            ("Who", line.who), ("Service", line.service), ("To", line.recipient),
            ("Answer needed", page.referral.get_urgency_display()),
        ),
        "content": content_facts(content),
        "right": _right(page.carried),
        "right_tone": Tone.GOOD if page.carried.is_lawful else Tone.ALERT,
        "right_tag": "May leave" if page.carried.is_lawful else "May not leave yet",
        "is_draft": line.state == "",
        "actions": _actions(page, case) if writes else [],
        "history": [_step(step) for step in page.steps],
    }  # fmt: skip


def content_facts(lines: Iterable[Line]) -> list[Fact]:
    """Exactly what leaves, line by line."""
    return [Fact(line.label, line.value) for line in lines]


def _right(carried: Carried) -> list[Fact]:
    found = []
    if carried.consent_on is not None:
        found.append(Fact("Consent", f"Live, given on {spoken_date(carried.consent_on)}"))
    else:
        groups = [name for name in carried.missing if name]
        missing = f" that covers {', '.join(groups).lower()}" if groups else ""
        found.append(
            Fact("Consent", f"None is live for “{carried.purpose}” to this recipient{missing}")
        )
    until = f"Signed, until {spoken_date(carried.agreed_until)}" if carried.agreed_until else ""
    found.append(
        Fact("Agreement on sharing", until or "None is in force with them. A supervisor registers "
             "what was signed.")
    )  # fmt: skip
    if carried.duty:
        found.append(Fact("Duty of law", f"{carried.duty}, cited by {carried.duty_by}"))
        found.append(Fact("Agreed by", carried.duty_seconded_by or "Nobody yet"))
    return found


def _actions(page: ReferralPage, case: Case) -> list[Action]:
    carried, here = page.carried, {"sent": page.referral.pk}
    actions = []
    if "sent" in page.may:
        if carried.is_lawful:
            send = address("referral_send", case, **here)
            actions.append(Action("Send exactly this", send, "primary", post=True))
        else:
            if carried.consent_on is None:
                actions.append(Action("Record consent", address("consent_record", case), "primary"))
            if carried.agreed_until is None:
                actions.append(Action("See the agreements", reverse("agreements")))
            if not carried.duty:
                actions.append(Action("A law asks for it", address("referral_duty", case, **here)))
        if carried.may_second:
            second = address("referral_second", case, **here)
            actions.append(Action("Agree that this law asks for it", second, post=True))
    if "declined" in page.may:
        actions.append(Action("They answered", address("referral_answer", case, **here), "primary"))
    if "chased" in page.may:
        actions.append(Action("Asked again", address("referral_chase", case, **here)))
    if page.may == {"accepted"}:
        actions.append(Action("They accept after all", address("referral_answer", case, **here)))
    if page.line.state == "accepted" and not page.line.has_begun and not page.referral.home_id:
        actions.append(Action("The service began", address("service_begin", case), "primary"))
    if "ended" in page.may:
        actions.append(Action("No longer needed", address("referral_end", case, **here)))
    return actions


def _step(step: StepLine) -> Happening:
    why = f"{step.reason}. " if step.reason else ""
    return Happening(
        step.what, f"{timezone.localtime(step.at):%-d %B %Y, %H:%M}", by=step.by,
        text=f"{why}{step.words}",
    )  # fmt: skip


def recall_card(line: RecallLine, case: Case, *, writes: bool) -> Card:
    """What was called back, and what its recipient said."""
    links = []
    if writes and line.answered_on is None:
        if line.told_on is None:
            href = address("recall_tell", case, recall=line.id)
            links.append(Link("They were told", href))
        links.append(Link("They answered", address("recall_answer", case, recall=line.id)))
    told = f"{spoken_date(line.told_on)}, {line.told_how.lower()}" if line.told_on else "Not yet"
    answered = f"{line.answer}, {spoken_date(line.answered_on)}" if line.answered_on else "Not yet"
    return Card(
        f"{line.recipient}, about {line.who}",
        facts_of(
            ("Consent withdrawn", spoken_date(line.queued_on)), ("They were told", told),
            ("What became of it", answered),
        ),
        tag="Answered" if line.answered_on else "Waits",
        tone=Tone.GOOD if line.answered_on else Tone.ALERT,
        links=links,
    )  # fmt: skip


def received_rows(lines: Iterable[Received]) -> list[Row]:
    """Referrals that came here: a code, no name."""
    return [
        Row(
            [
                Cell(line.code, reverse("received_one", args=[line.code]),
                     note=f"Sent {spoken_date(line.sent_on)}"),
                line.service, line.sender,
                Cell(tag="Consent was withdrawn", tone=Tone.ALERT) if line.is_recall_open
                else Cell(tag=line.state_name, tone=TONES[line.state]),
            ]
        )
        for line in lines
    ]  # fmt: skip
