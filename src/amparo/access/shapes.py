"""Accounts and the trail as rows and facts."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from amparo.access.models import User
from amparo.access.selectors import AccountRow
from amparo.audit.models import Entry
from amparo.web.shapes import Cell, Column, Fact, Row, Tone

ACCOUNTS = [Column("Account"), Column("Office"), Column("Roles"), Column("Sign-in")]
TRAIL = [Column("When"), Column("Who"), Column("What"), Column("Record"), Column("Entry")]
SHORT = 8


def account_rows(accounts: Sequence[AccountRow]) -> list[Row]:
    """One row an account, those that may sign in first."""
    return [
        Row(
            [
                Cell(row.name, reverse("account", args=[row.id]), note=row.email),
                row.office or "None",
                row.roles or "None",
                _signing_in(row),
            ]
        )
        for row in sorted(accounts, key=lambda row: not row.is_active)
    ]


def _signing_in(row: AccountRow) -> Cell:
    if not row.is_active:
        return Cell(tag="Closed", tone=Tone.NEUTRAL)
    if row.has_second_factor:
        return Cell(tag="Second factor set up", tone=Tone.GOOD)
    return Cell(tag="No second factor yet", tone=Tone.WAITING)


def account_facts(account: User, *, has_second_factor: bool) -> list[Fact]:
    """What does not change in the form."""
    last = account.last_login
    return [
        Fact("E-mail address", account.email),
        Fact("Office", account.office.name if account.office else "None"),
        Fact("Second factor", "Set up" if has_second_factor else "Not set up"),
        Fact("Last sign-in", f"{timezone.localtime(last):%d %b %Y, %H:%M}" if last else "Never"),
    ]


def trail_rows(entries: Sequence[Entry]) -> list[Row]:
    """Who did what to which record; ids are cut short, reasons and contents stay out."""
    return [
        Row(
            [
                f"{timezone.localtime(entry.at):%d %b %Y, %H:%M:%S}",
                entry.actor,
                Cell(words_of(entry.verb), note=", ".join(entry.fields).replace("_", " ")),
                Cell(_record(entry), note=f"Case {entry.case_id[:SHORT]}" if entry.case_id else ""),
                str(entry.seq),
            ]
        )
        for entry in entries
    ]


def _record(entry: Entry) -> str:
    kind = entry.kind.rsplit(".", 1)[-1].replace("_", " ").capitalize()
    return f"{kind} {entry.object_id[:SHORT]}".strip()


def words_of(verb: str) -> str:
    """“person.name_seen” as “Person: name seen”."""
    what, _, done = verb.partition(".")
    return f"{what.replace('_', ' ').capitalize()}: {done.replace('_', ' ')}"
