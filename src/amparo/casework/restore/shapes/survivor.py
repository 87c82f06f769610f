"""The page of one survivor: what is due, safety, how they are, the plan, the way back, the rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.casework.restore.planning import SAID
from amparo.casework.restore.rule import Condition
from amparo.casework.restore.scoring import DomainScore
from amparo.casework.restore.selectors.assessments import Scored
from amparo.casework.restore.selectors.first import ASSESS, SAFETY, VISITS
from amparo.casework.restore.selectors.recovery import Due, Recovery
from amparo.casework.restore.shapes import returning, safety
from amparo.casework.restore.shapes.cards import Card, Section
from amparo.casework.restore.shapes.progress import (
    number_of,
    progress_chart,
    said_of,
    step_words,
    tone_of,
)
from amparo.casework.restore.shapes.tab import PLAN_TONES
from amparo.web.dates import spoken_date, spoken_due
from amparo.web.shapes import Cell, Fact, Link, Row, Tone

DOMAINS = ("Domain", "Where it stands")
DONE_AT = ((ASSESS, "assess"), (SAFETY, "safety_plan"), (VISITS, "follow_up"))
RULE = ("What it takes", "Met?", "What is missing")


@dataclass(frozen=True)
class KeptBackRound:
    """A round not shown to whoever may score it again; how to, and how to open it all the same."""

    on: str
    is_begun: bool
    again_href: str
    open_href: str


def page_of(found: Recovery, case: Case, *, today: date, writes: bool) -> dict[str, Any]:
    """What the template of one survivor is given."""
    goes_on = writes and found.end is None
    return {
        "title": found.who.label,
        "since": f"Aftercare since {spoken_date(found.begun_on)}." if found.begun_on else "",
        "end": _end(found),
        "dues": [
            Fact(due.name, f"By {spoken_date(due.due_on)}",
                 href=_done_at(due, found, case) if goes_on else "",
                 tag=spoken_due(due.due_on, today).capitalize(),
                 tone=Tone.ALERT if due.due_on < today else Tone.WAITING)
            for due in found.dues
        ],
        "draft_href": _draft_href(found, case) if writes else "",
        "safety": safety.section(found, case, writes=writes),
        "newest": _newest(found),
        "domain_columns": DOMAINS,
        "domains": domain_rows(found.newest) if found.newest else [],
        "chart": progress_chart(found.rounds),
        "round_links": _rounds(found, case),
        "kept_back": _kept_back(found, case, writes=writes),
        "assess_href": address("assess", case, survivor=found.person.pk) if goes_on else "",
        "own_href": address("recovery_own", case, survivor=found.person.pk),
        "plan": _plan(found, case, today),
        "way": returning.section(found, case, writes=writes),
        "rule_columns": RULE,
        "rule": [_condition(one) for one in found.rule],
        "rule_says": _rule_says(found),
        "rule_met": f"{sum(one.is_met for one in found.rule)} of {len(found.rule)} parts are met",
        "end_href": address("aftercare_end", case, survivor=found.person.pk) if goes_on else "",
        "resume_href": (
            address("aftercare_resume", case, survivor=found.person.pk)
            if writes and found.end is not None
            else ""
        ),
    }  # fmt: skip


def _done_at(due: Due, found: Recovery, case: Case) -> str:
    """The page on which what is due is done, where it is one of recovery's."""
    page = next((page for codes, page in DONE_AT if due.code in codes), "")
    return address(page, case, survivor=found.person.pk) if page else ""


def _end(found: Recovery) -> list[Fact]:
    if found.end is None:
        return []
    facts = [Fact("Aftercare ended", f"{found.end.name}, {spoken_date(found.end.on)}")]
    facts += [Fact("The survivor", found.end.says)] if found.end.says else []
    return facts + ([Fact("Why", found.end.words)] if found.end.words else [])


def _draft_href(found: Recovery, case: Case) -> str:
    if found.draft is None:
        return ""
    return address("assessment_finish", case, survivor=found.person.pk, draft=found.draft.pk)


def _newest(found: Recovery) -> str:
    if found.newest is None:
        return ""
    one = found.newest
    carried = f" {one.n_carried} of {one.instrument.n_items} scores are as last time." if (
        one.n_carried
    ) else ""  # fmt: skip
    return (
        f"Assessed on {spoken_date(one.row.on)} with {one.instrument.name}, version "
        f"{one.row.version}, for {one.row.get_scored_for_display().lower()}.{carried} "
        f"{step_words(one.instrument).capitalize()}."
    )


def domain_rows(scored: Scored) -> list[Row]:
    """Each domain in words and a shape, with what changed."""
    changes = {one.domain.code: one.difference for one in scored.changes}
    return [
        Row([
            score.domain.name,
            Cell(tag=said_of(score), tone=tone_of(score),
                 note=_in_numbers(score, changes.get(score.domain.code))),
        ])
        for score in scored.domains
    ]  # fmt: skip


def _in_numbers(score: DomainScore, difference: float | None) -> str:
    """The mean and what changed, in one line; where nothing is known well enough, how much is."""
    if score.mean is None:
        return f"{score.n_known} of {score.n_items} items are known"
    said = [f"mean {number_of(score.mean)}"]
    if difference is not None:
        said.append("as before" if difference == 0 else f"{difference:+.1f} since the round before")
    if score.lowest and score.step is not None and not score.step.needs_goal:
        said.append(f"{len(score.lowest)} at the lowest score")
    return ", ".join(said)


def _rounds(found: Recovery, case: Case) -> list[Link]:
    return [
        Link(spoken_date(one.row.on),
             address("assessment", case, survivor=found.person.pk, done=one.row.pk))
        for one in reversed(found.rounds)
    ]  # fmt: skip


def _kept_back(found: Recovery, case: Case, *, writes: bool) -> list[KeptBackRound]:
    """Rounds that wait for a second score by somebody who has not seen the first."""
    here = {"survivor": found.person.pk}
    return [
        KeptBackRound(
            on=spoken_date(one.on), is_begun=one.is_begun,
            again_href=address("assessment_second", case, done=one.id, **here) if writes else "",
            open_href="" if one.is_begun else address("assessment", case, done=one.id, **here),
        )
        for one in reversed(found.kept_back)
    ]  # fmt: skip


def _plan(found: Recovery, case: Case, today: date) -> Section:
    plan = found.plan
    here = address("care_plan", case, survivor=found.person.pk)
    facts = [
        Fact(plan.names.get(goal.domain, goal.domain), goal.words,
             tag="Reached" if goal.reached_on else "", tone=Tone.GOOD)
        for goal in plan.content.goals
    ]  # fmt: skip
    facts += (
        [Fact("Still missing", "\n".join(lack.what for lack in plan.lacks))] if plan.lacks else []
    )
    if plan.review_on:
        facts.append(
            Fact("Review", f"{spoken_date(plan.review_on)}, {spoken_due(plan.review_on, today)}")
        )
    card = Card("The plan", facts, [Link("Open the plan", here)], tag=SAID[plan.state],
                tone=PLAN_TONES[plan.state])  # fmt: skip
    return Section("plan", "The plan", [card])


def _condition(one: Condition) -> Row:
    tone = Tone.GOOD if one.is_met else Tone.WAITING
    return Row([one.name, Cell(tag="Met" if one.is_met else "Not yet", tone=tone), one.why])


def _rule_says(found: Recovery) -> str:
    if found.end is not None and found.end.is_restored:
        return "Restored by this rule."
    if found.is_restored_by_rule:
        return "Everything but the survivor’s word is there. Ask them, then end aftercare."
    return "Not restored yet. Nobody types this; it follows from what is recorded."
