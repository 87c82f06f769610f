"""The tab of recovery: one card for each survivor of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.casework.restore.planning import SAID, State
from amparo.casework.restore.selectors.recovery import Summary
from amparo.casework.restore.shapes.progress import said_of
from amparo.web.dates import spoken_date, spoken_due
from amparo.web.shapes import Fact, Tone

PLAN_TONES = {
    State.NONE: Tone.WAITING, State.LACKING: Tone.WAITING, State.TO_AGREE: Tone.WAITING,
    State.TO_APPROVE: Tone.ACTIVE, State.IN_FORCE: Tone.GOOD,
}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One survivor: a heading that leads on, and what stands."""

    title: str
    href: str
    tag: str
    tone: Tone
    facts: Sequence[Fact]


def cards_of(found: Sequence[Summary], case: Case, *, today: date) -> list[Card]:
    """Those whose aftercare goes on first."""
    ordered = sorted(found, key=lambda one: one.end is not None)
    return [_card(one, case, today) for one in ordered]


def _card(one: Summary, case: Case, today: date) -> Card:
    tag = one.end.name if one.end else ("Draft not finished" if one.has_draft else "")
    tone = Tone.GOOD if one.end and one.end.is_restored else Tone.WAITING
    if one.danger == "High" and one.end is None:
        tag, tone = "High danger", Tone.DANGER
    return Card(
        title=one.who.label,
        href=address("recovery", case, survivor=one.who.person_id),
        tag=tag,
        tone=tone if tag else Tone.NEUTRAL,
        facts=_ended(one) if one.end else _facts(one, today),
    )


def _ended(one: Summary) -> list[Fact]:
    end = one.end
    return [Fact("Aftercare ended", f"{end.name}, {spoken_date(end.on)}")] if end else []


def _facts(one: Summary, today: date) -> list[Fact]:
    reds = [score for score in one.newest.domains if score.is_red] if one.newest else []
    how = "Not assessed yet"
    if one.newest:
        worst = "; ".join(f"{score.domain.name} {said_of(score).lower()}" for score in reds)
        how = f"{spoken_date(one.newest.row.on)}. {worst or 'No domain is red'}"
    late = [due for due in one.dues if due.due_on < today]
    review = f", review {spoken_due(one.review_on, today)}" if one.review_on else ""
    safety = f"Made {spoken_date(one.safety_on)}" if one.safety_on else "None yet"
    threats = f". {_threats(one.n_threats)}" if one.n_threats else ""
    return [
        Fact("Safety plan", f"{safety}{threats}"),
        Fact("Last assessment", how),
        Fact("Plan", f"{SAID[one.plan]}{review}"),
        *[
            Fact("Overdue", f"{due.name}, {spoken_due(due.due_on, today)}", tag="Overdue",
                 tone=Tone.ALERT)
            for due in late[:2]
        ],
    ]  # fmt: skip


def _threats(n: int) -> str:
    return "1 threat" if n == 1 else f"{n} threats"
