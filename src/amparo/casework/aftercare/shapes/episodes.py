"""Services, papers and money as cards and facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from amparo.casework.aftercare.models import NotesErasure
from amparo.casework.aftercare.selectors.episodes import (
    CourtMoney,
    EpisodeLine,
    EpisodePage,
    Given,
    MoneyLine,
    PaperLine,
)
from amparo.casework.aftercare.shapes.cards import Card, facts_of
from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.web.dates import spoken_date
from amparo.web.shapes import Action, Cell, Fact, Link, Row, Tone

GIVEN = ["When", "Took place", "Expected", "Why fewer"]
FOUND = ["Asked", "Answer", "In their words"]
EARNED = ["Asked", "Income"]
NEWEST = 6  # entries shown; earlier ones are folded away
LITTLE = 0.7  # less of what was expected than this is marked


def episode_card(line: EpisodeLine, case: Case) -> Card:
    """One service, planned against delivered."""
    few = line.share_given is not None and line.share_given < LITTLE
    until = spoken_date(line.to_on) if line.to_on else "now"
    return Card(
        f"{line.who}: {line.service}",
        facts_of(
            ("By", line.provider), ("From", f"{spoken_date(line.from_on)} until {until}"),
            (line.unit, amounts(line)), ("Why it ended", line.why_ended),
            ("The survivor says", line.found),
        ),
        tag="Ended" if line.to_on else ("Much is missed" if few else "Runs"),
        tone=Tone.ALERT if few and not line.to_on else Tone.NEUTRAL if line.to_on else Tone.GOOD,
        href=address("episode", case, episode=line.id),
    )  # fmt: skip


def amounts(line: EpisodeLine) -> str:
    """Given, of what was expected by now, of what is planned."""
    if line.n_expected == 0:
        return f"None counted yet, of {line.n_planned} planned"
    return f"{line.n_given} of {line.n_expected} expected by now, {line.n_planned} planned"


def episode_page(page: EpisodePage, case: Case, *, writes: bool) -> dict[str, Any]:
    """What the template of a service is given."""
    line = page.line
    given = [_given(one) for one in reversed(page.given)]
    return {
        "line": line,
        "facts": facts_of(
            ("Who", line.who), ("By", line.provider), ("Began", spoken_date(line.from_on)),
            ("Planned until", spoken_date(line.planned_until) if line.planned_until else ""),
            ("Ended", spoken_date(line.to_on) if line.to_on else ""),
            ("Why it ended", line.why_ended), (line.unit, amounts(line)),
        ),
        "actions": _actions(page, case) if writes else [],
        "given_columns": GIVEN,
        "given": given[:NEWEST],
        "earlier": given[NEWEST:],
        "found_columns": FOUND,
        "found": [Row([spoken_date(on), said, words or "Nothing more"])
                  for on, said, words in page.satisfaction],
        "earned_columns": EARNED,
        "earned": [Row([spoken_date(on), said]) for on, said in page.incomes],
        "episode": page.episode,
        "may_read_notes": page.may_read_notes,
        "is_closed_part": page.is_closed_part,
        "erasures": [_erasure(row, case, writes=writes) for row in page.erasures],
    }  # fmt: skip


def _erasure(row: NotesErasure, case: Case, *, writes: bool) -> Fact:
    """A request to destroy the notes, and what was said to it."""
    asked = f"{row.asked_by.name}, {spoken_date(row.asked_at.date())}: {row.get_why_display()}"
    if row.answered_by is None:
        href = address("notes_destruction", case, episode=row.episode_id, erasure=row.pk)
        return Fact("Asked to destroy the notes", asked, tag="Waits for a second person",
                    tone=Tone.WAITING, action="Answer" if writes else "",
                    action_href=href if writes else "")  # fmt: skip
    said = "agreed" if row.is_done else "kept them"
    n = "1 note" if row.n_notes == 1 else f"{row.n_notes} notes"
    return Fact("Notes", f"{asked}. {row.answered_by.name} {said}.",
                tag=f"{n} destroyed" if row.is_done else "Kept")  # fmt: skip


def _given(one: Given) -> Row:
    days = spoken_date(one.from_on)
    if one.to_on != one.from_on:
        days = f"{days} to {spoken_date(one.to_on)}"
    return Row(
        [
            Cell(days, note=one.by),
            str(one.n_given),
            str(one.n_expected),
            one.why_less or "None was missed",
        ]
    )


def _actions(page: EpisodePage, case: Case) -> list[Action]:
    here = {"episode": page.episode.pk}
    actions = [Action("Count what took place", address("service_give", case, **here), "primary")]
    actions.append(Action("Write a note", address("note_new", case, **here)))
    actions.append(Action("How they found it", address("satisfaction_new", case, **here)))
    if page.episode.service in {"vocational", "cash_relief"}:
        actions.append(Action("Ask about income", address("income_new", case, **here)))
    if page.episode.to_on is None:
        actions.append(Action("It ended", address("service_end", case, **here)))
    elif page.has_notes and all(row.answered_at for row in page.erasures):
        actions.append(Action("Destroy the notes", address("notes_destroy", case, **here)))
    return actions


def paper_card(line: PaperLine, case: Case, *, writes: bool, today: date) -> Card:
    """One legal paper."""
    has_expired = line.expires_on is not None and line.expires_on < today
    tones = {"received": Tone.GOOD, "refused": Tone.ALERT, "lost": Tone.ALERT,
             "applied": Tone.WAITING}  # fmt: skip
    return Card(
        f"{line.who}: {line.name}",
        facts_of(
            ("Since", spoken_date(line.on) if line.on else ""),
            ("Good until", spoken_date(line.expires_on) if line.expires_on else ""),
            ("Number or reason", line.words),
        ),
        tag="Expired" if has_expired else line.state_name,
        tone=Tone.ALERT if has_expired else tones.get(line.state, Tone.NEUTRAL),
        links=[Link("What became of it", address("paper_step", case, paper=line.id))]
        if writes else [],
    )  # fmt: skip


def money_card(line: MoneyLine, case: Case, *, writes: bool, today: date) -> Card:
    """One sum, and what of it came."""
    is_late = line.is_late(today)
    tag = "All came" if line.rest == 0 else "In part" if line.came else "Nothing came yet"
    return Card(
        f"{line.who}: {line.name}",
        facts_of(
            ("Ordered", f"{line.amount:,.2f} {line.currency}, {spoken_date(line.on)}"),
            ("Came", f"{line.came:,.2f} {line.currency}"),
            ("Still to come", f"{line.rest:,.2f} {line.currency}" if line.rest else ""),
            ("Due", spoken_date(line.due_on) if line.due_on else ""), ("By", line.payer),
            ("To know", line.words),
        ),
        tag="Late" if is_late else tag,
        tone=Tone.ALERT if is_late else Tone.GOOD if line.rest == 0 else Tone.WAITING,
        links=[Link("Money came", address("money_came", case, money_due=line.id))]
        if writes and line.rest else [],
    )  # fmt: skip


def court_money_card(line: CourtMoney, case: Case) -> Card:
    """Compensation by a judgment, which is kept with the court."""
    return Card(
        f"{line.who}: compensation by a criminal court",
        facts_of(
            ("Ordered", spoken_date(line.ordered_on)),
            ("Paid in full", spoken_date(line.paid_on) if line.paid_on else "Not yet"),
        ),
        tag="All came" if line.paid_on else "Not all came yet",
        tone=Tone.GOOD if line.paid_on else Tone.WAITING,
        links=[Link("See “Court”", address("case_court", case))],
    )  # fmt: skip


def totals(lines: Iterable[MoneyLine]) -> list[Fact]:
    """Ordered and come, each currency by itself: sums of two currencies are no sum."""
    sums: dict[str, list[MoneyLine]] = {}
    for line in lines:
        sums.setdefault(line.currency, []).append(line)
    return [
        Fact(
            f"In all, {currency}",
            f"{sum(one.came for one in rows):,.2f} came of {sum(one.amount for one in rows):,.2f}",
        )
        for currency, rows in sorted(sums.items())
    ]
