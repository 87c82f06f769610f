"""The way back as a section of cards; and what was chosen in its forms."""

from __future__ import annotations

from datetime import date

from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.casework.restore.models import (
    Ending,
    Feedback,
    FollowUpVisit,
    HarmAgain,
    ReturnAssessment,
)
from amparo.casework.restore.questions import against
from amparo.casework.restore.selectors.recovery import Recovery
from amparo.casework.restore.services.ending import MILESTONES
from amparo.casework.restore.services.returning import return_answers
from amparo.casework.restore.shapes.cards import Card, Section, only
from amparo.directory.packs import code_list
from amparo.errors import NotVisible
from amparo.web.dates import spoken_date
from amparo.web.shapes import Fact, Link, Tone

TONES = {"go": Tone.GOOD, "not_yet": Tone.WAITING, "no": Tone.ALERT}


def section(found: Recovery, case: Case, *, writes: bool) -> Section:
    """Family and community, the return, visits, new harm, what the survivor says."""
    way, here = found.way, {"survivor": found.person.pk}
    cards = [_assessed(row) for row in (way.family, way.community) if row is not None]
    if way.returned_on:
        cards.append(Card("Return", [Fact("Back since", spoken_date(way.returned_on))]))
    cards += [_visit(row) for row in way.visits[:5]]
    cards += [_harm(row) for row in way.harm]
    cards += [_feedback(row) for row in found.feedback[:1]]
    links = [
        Link("Assess the family", address("return_assess", case, kind="family", **here)),
        Link("Assess the community", address("return_assess", case, kind="community", **here)),
        Link("They went home", address("go_home", case, **here)),
        Link("Ask how they are", address("follow_up", case, **here)),
        Link("They were harmed again", address("harm_again", case, **here)),
        Link("What they say of our help", address("feedback", case, **here)),
    ]
    return Section(
        "way-back", "The way back", cards, links=links if writes else [],
        empty="Before somebody goes home, family and community are looked at.",
    )  # fmt: skip


def _assessed(row: ReturnAssessment) -> Card:
    doubts = against(row.kind, return_answers(row))
    return Card(
        row.get_kind_display(),
        only(
            Fact("Speaks against it, or is not known", "\n".join(doubts)),
            Fact("Why", row.words("words")), Fact("To prepare", row.words("preparing")),
            Fact("Assessed on", f"{spoken_date(row.on)}, {row.recorded_by.name}"),
        ),
        tag=row.get_finding_display().split(":")[0], tone=TONES[row.finding],
    )  # fmt: skip


def _visit(row: FollowUpVisit) -> Card:
    safe = {True: "Safe", False: "Not safe", None: "Not reached"}[row.is_safe]
    tone = Tone.DANGER if row.is_safe is False else Tone.NEUTRAL
    return Card(f"Asked, {spoken_date(row.on)}", only(Fact("How they are", row.words("words"))),
                tag=safe, tone=tone)  # fmt: skip


def _harm(row: HarmAgain) -> Card:
    return Card(
        f"Harmed again, {spoken_date(row.on)}",
        only(Fact("What was done to them", row.get_kind_display()),
             Fact("As they say it", row.words("words"))),
        tag="No fault of theirs",
    )  # fmt: skip


def _feedback(row: Feedback) -> Card:
    return Card(
        f"What they say of our help, {spoken_date(row.on)}",
        only(
            Fact("It helps", row.get_helped_display()),
            Fact("Treated with respect", row.get_respected_display()),
            Fact("In their words", row.words("words")),
        ),
    )


def reasons(on: date) -> list[tuple[str, str]]:
    """Why aftercare ends, in the order of the code list."""
    return [one for one in code_list("closure_reasons").choices(on=on) if one[0] in MILESTONES]


def chosen_kind(code: str) -> ReturnAssessment.Kind:
    """Family or community; NotVisible for an address that names neither."""
    if code not in ReturnAssessment.Kind.values:
        raise NotVisible
    return ReturnAssessment.Kind(code)


def chosen_finding(code: str) -> ReturnAssessment.Finding:
    """What was found, from a form's code."""
    return ReturnAssessment.Finding(code)


def chosen_harm(code: str) -> HarmAgain.Kind:
    """What was done, from a form's code."""
    return HarmAgain.Kind(code)


def chosen_answer(code: str) -> Feedback.Answer:
    """What the survivor says, from a form's code."""
    return Feedback.Answer(code)


def chosen_says(code: str) -> Ending.Says:
    """What the survivor says of an ending, from a form's code."""
    return Ending.Says(code)
