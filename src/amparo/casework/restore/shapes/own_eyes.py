"""The page for the survivor's own eyes: plain words, the shape of the way, goals as they said them.

Nothing that the survivor did not say or know is here: no notes of an assessor, no danger weighed,
no second score, no name of a colleague, no word on suspects.
"""

from __future__ import annotations

from typing import Any

from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.casework.restore.selectors.assessments import Scored
from amparo.casework.restore.selectors.recovery import Recovery
from amparo.casework.restore.services.plans import content_of
from amparo.casework.restore.shapes.progress import TONES, comparable, progress_chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Fact, Tone


def page_of(found: Recovery, case: Case) -> dict[str, Any]:
    """What the template is given; goals and actions of the version they agreed to."""
    agreed = next((line.row for line in found.plan.versions if line.agreed), None)
    content = content_of(agreed) if agreed else None
    same = comparable(found.rounds)
    return {
        "case": case,
        "back": address("recovery", case, survivor=found.person.pk),
        "on": spoken_date(same[-1].row.on) if same else "",
        "parts": _parts(same[-1]) if same else [],
        "chart": progress_chart(found.rounds, plain=True),
        "goals": [
            {
                "words": goal.words,
                "is_reached": goal.reached_on is not None,
                "steps": [
                    f"{action.what}, by {spoken_date(action.due_on)}"
                    for action in content.actions_of(goal.id)
                ],
            }
            for goal in content.goals
        ] if content else [],
    }  # fmt: skip


def _parts(scored: Scored) -> list[Fact]:
    return [
        Fact(
            score.domain.plain,
            f"{score.step.sign} {score.step.plain}" if score.step else "We do not know yet",
            tone=TONES[score.step.colour] if score.step else Tone.NEUTRAL,
        )
        for score in scored.domains
    ]
