"""Breakdowns of a case as cards, and the late or failed steps as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from amparo.casework.cases.models import BreakdownState, Case
from amparo.casework.cases.selectors.breakdowns import LACKS, STEP_NAMES, Found, Late
from amparo.casework.desk.shapes.case import broke_href
from amparo.web.dates import spoken_date, spoken_days
from amparo.web.shapes import Fact, Tone

TONES = {
    BreakdownState.PROPOSED: Tone.WAITING,
    BreakdownState.CONFIRMED: Tone.NEUTRAL,
    BreakdownState.REJECTED: Tone.NEUTRAL,
}
SHOWN = 8


@dataclass(frozen=True)
class BreakdownCard:
    """One breakdown: its facts and where it may be spoken to."""

    title: str
    facts: Sequence[Fact]
    say_href: str
    correct_href: str


def breakdown_cards(found: Sequence[Found], *, may_write: bool) -> list[BreakdownCard]:
    """Each with its facts; links only where they may be used."""
    return [
        BreakdownCard(
            title=one.cause.name,
            facts=[fact for fact in _facts(one) if fact.value or fact.tag],
            say_href=reverse("breakdown_say", args=[one.id]) if may_write else "",
            correct_href=reverse("breakdown_correct", args=[one.id]) if may_write else "",
        )
        for one in found
    ]


def _facts(one: Found) -> list[Fact]:
    state = BreakdownState(one.state)
    step = STEP_NAMES[one.step]
    return [
        Fact("Where it broke", f"{step}; the step {LACKS[one.cause.lacks]}",
             tag=state.label, tone=TONES[state]),
        Fact("What was seen", one.explained),
        Fact("When", spoken_date(one.on)),
        Fact("Where", one.where),
        Fact("Whom it failed", one.who),
        Fact("Days lost", spoken_days(one.days_lost) if one.days_lost is not None else ""),
        Fact("What followed", one.followed),
        Fact("Written in", one.evidence),
        Fact("Found by", f"The detector “{one.found_by}”" if one.is_detected else one.recorded_by),
        Fact("Corrected, because", one.corrected_because),
        Fact("Why it is not so" if state is BreakdownState.REJECTED else "Said of it", one.why),
    ]  # fmt: skip


def late_facts(steps: Sequence[Late], case: Case) -> list[Fact]:
    """Late and failed steps, each leading to its form; no more than fit a screen."""
    return [Fact(one.what, one.why, href=broke_href(case, one.key)) for one in steps[:SHOWN]]
