"""Referrals as rows and facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from amparo.casework.cases.models import Referral
from amparo.casework.cases.services.comparing import PossibleMatch
from amparo.casework.desk.selectors.referrals import ReferralRow
from amparo.errors import NotVisible
from amparo.web.dates import spoken_date, spoken_since
from amparo.web.shapes import Action, Cell, Column, Fact, Row, Tone

WAITING = [Column("Referral"), Column("Programme"), Column("From"), Column("Reached us")]
DECIDED = [Column("Referral"), Column("Programme"), Column("From"), Column("What became of it")]
MATCHES = [Column("Who"), Column("Why"), Column("In cases"), Column("If it is the same person")]
PHONE_DIGITS = 7


def new_action() -> Action:
    """The way to write a referral down."""
    return Action("Write down a referral", reverse("referral_new"), "primary")


def open_action(code: str) -> Action:
    """The way to a case of its own, around someone new."""
    return Action("Open a new case", reverse("case_open", args=[code]), "primary")


def waiting_rows(rows: Sequence[ReferralRow]) -> list[Row]:
    """Those that wait, with how long."""
    return [
        Row(
            [
                Cell(
                    row.code, reverse("referral", args=[row.code]),
                    tag="Urgent" if row.is_urgent else "", tone=Tone.DANGER,
                ),
                row.programme,
                row.source,
                Cell(spoken_date(row.received_on), note=_since(row.received_on)),
            ],
            urgent=row.is_urgent,
        )
        for row in rows
    ]  # fmt: skip


def decided_rows(rows: Sequence[ReferralRow]) -> list[Row]:
    """Those decided on."""
    return [
        Row(
            [
                Cell(row.code, reverse("referral", args=[row.code])),
                row.programme,
                row.source,
                Cell(row.decision, note=f"Case {row.case_code}" if row.case_code else ""),
            ]
        )
        for row in rows
    ]


def facts_of(referral: Referral, row: ReferralRow, told: dict[str, str]) -> list[Fact]:
    """What is known of a referral besides what was told."""
    institution = referral.from_institution
    facts = [
        Fact("Programme", row.programme),
        Fact("From", f"{row.source}, {institution}" if institution else row.source),
        Fact("Reached us", _with_since(row.received_on)),
        Fact("Written down by", referral.received_by.name),
        Fact("Name given", told["name"] or "None"),
        Fact("Phone or number given", told["contact"] or "None"),
    ]
    if not row.is_open:
        href = reverse("case", args=[row.case_code]) if row.case_code else ""
        by = referral.decided_by.name if referral.decided_by else ""
        facts.append(Fact("Decision", f"{row.decision}, by {by}"))
        facts += [Fact("Case", row.case_code, href)] if row.case_code else []
        facts += [Fact("Reason", referral.reason)] if referral.reason else []
    return facts


def _with_since(on: date) -> str:
    return f"{spoken_date(on)} ({_since(on)})"


def _since(on: date) -> str:
    return spoken_since(on, today=timezone.localdate())


def match_rows(code: str, matches: Sequence[PossibleMatch]) -> list[Row]:
    """Who it may be, and the two ways on."""
    return [
        Row(
            [
                Cell(match.name, note=about(match)),
                match.because.capitalize(),
                ", ".join(f"{place.code} ({place.role.lower()})" for place in match.places),
                _way_on(code, match),
            ]
        )
        for match in matches
    ]  # fmt: skip


def _way_on(code: str, match: PossibleMatch) -> Cell:
    if match.is_suspect:
        return Cell("Join the case below", note="They are a suspect there, not the victim")
    address = f"{reverse('case_open', args=[code])}?person={match.person_id}"
    return Cell("Open a case with them as victim", address, note="or join their case below")


def about(match: PossibleMatch) -> str:
    """What helps to tell people of a like name apart."""
    born = f"born {match.birth_year}" if match.birth_year else ""
    return ", ".join(part for part in (born, match.language) if part)


def decision_of(code: str) -> Referral.Decision:
    """The decision a form's code stands for."""
    return Referral.Decision(code)


def phones_in(told: dict[str, str]) -> list[str]:
    """The contact given, where it looks like a phone."""
    contact = told["contact"]
    return [contact] if sum(c.isdigit() for c in contact) >= PHONE_DIGITS else []


def id_text(text: str) -> str:
    """An id from an address or form, empty where none was given; NotVisible for anything else."""
    if not text:
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        raise NotVisible from None
