"""Short ways to give a survivor a recovery: rounds, a plan, threats, on days that are given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.restore.instruments import Instrument, own_instrument
from amparo.casework.restore.models import Assessment, Plan, PlanSignature, PlanVersion, Threat
from amparo.casework.restore.planning import Action, Goal, new_id
from amparo.casework.restore.services.agreeing import agree_plan
from amparo.casework.restore.services.assessments import finish_draft
from amparo.casework.restore.services.drafts import NOT_KNOWN, Typed, begin_draft, save_draft
from amparo.casework.restore.services.instruments import record_training
from amparo.casework.restore.services.plans import content_of, make_version, plan_of, write_plan
from amparo.casework.restore.services.safety import log_threat
from tests.cast import NOW, OPENED_ON

LATER = NOW + timedelta(days=900)  # an instant after every day these helpers are given
DAY = date(2024, 2, 1)
NOTE = "Told at home, in her words"


def at_noon(on: date) -> datetime:
    """An instant of a day."""
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def all_at(score: int | None, instrument: Instrument | None = None, **other: int | None) -> dict:
    """Every item at one score; `domain=score` for those that differ."""
    asked = instrument or own_instrument()
    return {
        (domain.code, item.code): other.get(domain.code, score)
        for domain in asked.domain
        for item in domain.items
    }


def typed(answers: Mapping[Any, int | None], note: str = NOTE) -> dict:
    """Scores as somebody types them, each with a note."""
    return {
        key: Typed(NOT_KNOWN if score is None else str(score), "" if score is None else note)
        for key, score in answers.items()
    }


def assess(
    case: Case, person: Person, by: User, on: date = DAY, answers: Mapping | None = None,
    instrument: Instrument | None = None, **facts: Any,
) -> Assessment:  # fmt: skip
    """A finished round."""
    chosen = instrument or own_instrument()
    given = all_at(3, chosen) if answers is None else answers
    draft = begin_draft(
        by=by, at=at_noon(on), case=case, person=person, instrument=chosen, on=on, **facts
    )
    save_draft(by=by, at=at_noon(on), draft=draft, typed=typed(given))
    return finish_draft(by=by, at=at_noon(on), draft=draft)


def goal_for(plan: Plan, by: User, domain: str, *, owner: User | None = None) -> Goal:
    """A goal with one action, written into a plan."""
    goal = Goal(new_id(), domain, "I want to sleep without fear")
    action = Action(
        new_id(), goal.id, "A lock for the door", DAY + timedelta(days=40),
        owner.pk if owner else None, "" if owner else "The survivor herself",
    )  # fmt: skip
    plan.refresh_from_db()
    write_plan(
        by=by, at=NOW, plan=plan, version=plan.version, what="goal",
        change=lambda content: content.with_goal(goal).with_action(action),
    )  # fmt: skip
    return goal


def planned(
    case: Case, person: Person, by: User, on: date = DAY, *, domain: str = "safety",
    owner: User | None = None,
) -> PlanVersion:  # fmt: skip
    """A version of a plan with one goal; the survivor is assessed first where nobody did."""
    if not Assessment.objects.filter(case=case, person=person).exists():
        assess(case, person, by, on)
    plan = plan_of(by=by, at=at_noon(on), case=case, person=person)
    goal_for(plan, by, domain, owner=owner)
    return make_version(by=by, at=at_noon(on), plan=plan, on=on, review_on=on + timedelta(days=60))


def agreed(version: PlanVersion, by: User, on: date = DAY, **facts: Any) -> PlanSignature:
    """The survivor agreed and signed."""
    facts.setdefault("kind", PlanSignature.Kind.AGREED)
    return agree_plan(by=by, at=at_noon(on), version=version, on=on, **facts)


def threatened(case: Case, person: Person, by: User, on: date = DAY, **facts: Any) -> Threat:
    """Somebody threatened the survivor."""
    return log_threat(
        by=by, at=at_noon(on), case=case, person=person, on=on, how=Threat.How.PHONE,
        words="He said he knows the school", **facts,
    )  # fmt: skip


def begun(case: Case, person: Person, by: User, on: date = DAY) -> None:
    """Aftercare began."""
    record_milestone(by=by, at=at_noon(on), case=case, type="restore.intake", on=on, person=person)


def furnish_restore(case: Case, by: User, victim: Person) -> dict[str, Any]:
    """One of everything in recovery, hung on a case; each by its name in addresses."""
    done = assess(case, victim, by, OPENED_ON)
    version = planned(case, victim, by, OPENED_ON)
    plan = version.plan
    goal = goal_for(plan, by, "legal")
    draft = begin_draft(
        by=by, at=NOW, case=case, person=victim, instrument=own_instrument(), on=OPENED_ON
    )
    action: UUID = content_of(plan).actions_of(goal.id)[0].id
    agreed(version, by, OPENED_ON)
    return {
        "done": done.pk, "version": version.pk, "goal": goal.id, "action": action,
        "draft": draft.pk, "part": "safety", "kind": "family",
        "threat": threatened(case, victim, by, OPENED_ON).pk,
        "training": record_training(
            by=by, at=NOW, user=by, instrument=own_instrument(), on=OPENED_ON
        ).pk,
    }  # fmt: skip
