"""A survivor's safety as a section of cards; and what was chosen in its forms."""

from __future__ import annotations

from amparo.casework.cases.models import Case, Channel
from amparo.casework.frame.shell import address
from amparo.casework.restore.forms.keeping_safe import PARTS
from amparo.casework.restore.models import RiskAssessment, Threat
from amparo.casework.restore.selectors.recovery import Recovery
from amparo.casework.restore.selectors.safety import ThreatLine
from amparo.casework.restore.shapes.cards import Card, Section, only
from amparo.web.dates import spoken_date
from amparo.web.shapes import Fact, Link, Tone

LEVELS = {"high": Tone.DANGER, "some": Tone.WAITING, "low": Tone.NEUTRAL}


def section(found: Recovery, case: Case, *, writes: bool) -> Section:
    """Danger, the safety plan, the channel, threats."""
    page, here = found.safety, {"survivor": found.person.pk}
    cards = [_contact(found), *_danger(found), *_plan(found)]
    cards += [_threat(line, case, found, writes=writes) for line in page.threats]
    links = [
        Link("Weigh the danger", address("danger", case, **here)),
        Link("Change the safety plan" if page.plan else "Make a safety plan",
             address("safety_plan", case, **here)),
        Link("Change how to reach them", address("safe_contact", case, **here)),
        Link("Record a threat", address("threat_add", case, **here)),
    ]  # fmt: skip
    return Section("safety", "Safety", cards, links=links if writes else [])


def _contact(found: Recovery) -> Card:
    page = found.safety
    if page.contact is None:
        return Card("How to reach them", [Fact("Safe way", "Nobody asked yet. Do not contact.")])
    words = page.contact_words or "Do not contact."
    return Card("How to reach them", [Fact("Safe way", words),
                Fact("Said on", spoken_date(page.contact.on))])  # fmt: skip


def _danger(found: Recovery) -> list[Card]:
    page = found.safety
    if page.danger is None or page.found is None:
        return [Card("Danger", [Fact("Level", "Not weighed yet")])]
    row, open_ = page.danger, len(page.found.not_known)
    suggested = RiskAssessment.Level(page.found.level).label.lower()
    facts = only(
        Fact("Reasons", "\n".join(page.found.reasons) or "No answer speaks for danger"),
        Fact("Not known", f"{open_} {'answer' if open_ == 1 else 'answers'}" if open_ else ""),
        Fact("The answers suggest", suggested if row.suggested != row.level else ""),
        Fact("Why this level", page.danger_words),
        Fact("Weighed on", spoken_date(row.on)),
    )
    return [Card("Danger", facts, tag=row.get_level_display(), tone=LEVELS[row.level])]


def _plan(found: Recovery) -> list[Card]:
    page = found.safety
    if page.plan is None:
        return [Card("Safety plan", [Fact("Plan", "None yet")], tag="Missing", tone=Tone.WAITING)]
    facts = only(*(Fact(label, page.parts.get(code, "")) for code, label, _ in PARTS))
    return [Card("Safety plan", [*facts, Fact("Made on", spoken_date(page.plan.on))])]


def _threat(line: ThreatLine, case: Case, found: Recovery, *, writes: bool) -> Card:
    row = line.row
    reported = {True: "Yes", False: "No", None: ""}[row.was_reported]
    back = address("threat_take_back", case, survivor=found.person.pk, threat=row.pk)
    return Card(
        f"Threat, {spoken_date(row.on)}",
        only(
            Fact("What happened", line.words), Fact("How", row.get_how_display()),
            Fact("Against", row.get_whom_display()), Fact("By", line.suspect),
            Fact("About the hearing of", line.hearing), Fact("Told to the police", reported),
        ),
        [Link("Take it back", back)] if writes else [],
        tag=line.stage, tone=Tone.NEUTRAL,
    )  # fmt: skip


def chosen_level(code: str) -> RiskAssessment.Level:
    """How much danger, from a form's code."""
    return RiskAssessment.Level(code)


def chosen_channel(code: str) -> Channel:
    """By which way, from a form's code."""
    return Channel(code)


def chosen_how(code: str) -> Threat.How:
    """How a threat came, from a form's code."""
    return Threat.How(code)


def chosen_whom(code: str) -> Threat.Whom:
    """Whom a threat was aimed at, from a form's code."""
    return Threat.Whom(code)
