"""The synthetic office's survivors: assessed twice, planned with an aunt, threatened, overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.casework.cases.models import Case, Channel, Person, RoleKind
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.people import give_role
from amparo.casework.restore.instruments import own_instrument
from amparo.casework.restore.models import PlanSignature, RiskAssessment, Threat
from amparo.casework.restore.planning import Action, Content, Goal, Side, new_id
from amparo.casework.restore.services.agreeing import agree_plan, approve_plan
from amparo.casework.restore.services.assessments import finish_draft
from amparo.casework.restore.services.drafts import Typed, begin_draft, save_draft
from amparo.casework.restore.services.plans import make_version, plan_of, write_plan
from amparo.casework.restore.services.safety import (
    keep_contact,
    log_threat,
    make_safety_plan,
    weigh_danger,
)
from amparo.demo.morning import Morning

# days before today, then the score of each domain in the order of the instrument
FIRST, AGAIN = 187, 9
ROUNDS = ((FIRST, (1, 2, 1, 2, 2, 2)), (AGAIN, (2, 3, 2, 3, 3, 3)))
SAFETY, THREAT, PLANNED = 194, 3, 9
GOALS = (
    ("safety", "I want to walk to school without looking behind me", "Walk the way with her", 30),
    ("mental", "I want to sleep through", "Counselling, on Tuesdays", 45),
    ("economic", "I want to finish the ninth grade", "Ask the school for a mentor", 20),
)


def go_on(morning: Morning, showcase: Case) -> None:
    """Carry out the acts of recovery."""
    first, second = _survivors(showcase)
    _safe(morning, showcase, first)
    for days, scores in ROUNDS:
        _assess(morning, showcase, first, days, scores)
    _assess(morning, showcase, second, FIRST, (2, 2, 2, 2, 2, 2))
    _begun(morning, showcase, second)
    _plan(morning, showcase, first)


def _survivors(case: Case) -> tuple[Person, Person]:
    held = case.roles.filter(role__in=SURVIVOR_ROLES).order_by("from_on", "pk")
    people = list(dict.fromkeys(role.person for role in held.select_related("person")))
    return people[0], people[1]


def _ago(morning: Morning, days: int) -> date:
    return morning.today - timedelta(days=days)


def _safe(morning: Morning, case: Case, person: Person) -> None:
    by = morning.team.social_worker
    keep_contact(
        by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, SAFETY),
        channel=Channel.THROUGH, hours="9 to 11", whom="Synthetic. Her aunt",
        says="Synthetic. The school about the books", never="Synthetic. The case",
    )  # fmt: skip
    make_safety_plan(
        by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, SAFETY),
        parts={
            "signs": "Synthetic. A motorcycle that passes twice.",
            "people": "Synthetic. The aunt, then the night line; the word is mango.",
            "steps": "Synthetic. Into the bakery, not home. Wait there.",
        },
    )  # fmt: skip
    log_threat(
        by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, THREAT),
        how=Threat.How.THROUGH,
        words="Synthetic. A message through a cousin: he knows the school.", was_reported=True,
    )  # fmt: skip
    weigh_danger(
        by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, THREAT),
        answers={"contact_now": "yes", "threatened": "yes", "free": "yes", "weapon": "no"},
        level=RiskAssessment.Level.HIGH,
    )  # fmt: skip


def _assess(
    morning: Morning, case: Case, person: Person, days: int, scores: tuple[int, ...]
) -> None:
    by, own = morning.team.social_worker, own_instrument()
    draft = begin_draft(
        by=by, at=next(morning.ticks), case=case, person=person, instrument=own,
        on=_ago(morning, days),
    )  # fmt: skip
    typed = {
        (domain.code, item.code): Typed(str(score), "Synthetic. Told on a visit.")
        for domain, score in zip(own.domain, scores, strict=True)
        for item in domain.items
    }
    save_draft(by=by, at=next(morning.ticks), draft=draft, typed=typed)
    finish_draft(by=by, at=next(morning.ticks), draft=draft)


def _begun(morning: Morning, case: Case, person: Person) -> None:
    """An assessment that is due, begun this morning and not finished."""
    by = morning.team.social_worker
    draft = begin_draft(
        by=by, at=next(morning.ticks), case=case, person=person, instrument=own_instrument(),
        on=morning.today,
    )  # fmt: skip
    typed = {("safety", "abuse"): Typed("3", "Synthetic. Calm since the move.")}
    save_draft(by=by, at=next(morning.ticks), draft=draft, typed=typed)


def _plan(morning: Morning, case: Case, person: Person) -> None:
    by, on = morning.team.social_worker, _ago(morning, PLANNED)
    plan = plan_of(by=by, at=next(morning.ticks), case=case, person=person)
    side = Side("social", "Synthetic. An aunt who stands by her.", "Synthetic. A friend.")
    plan = write_plan(
        by=by, at=next(morning.ticks), plan=plan, version=plan.version, what="side",
        change=lambda content: content.with_side(side),
    )  # fmt: skip
    for domain, words, what, days in GOALS:
        goal = Goal(new_id(), domain, f"Synthetic. {words}")
        action = Action(
            new_id(), goal.id, f"Synthetic. {what}", morning.today + timedelta(days=days), by.pk
        )
        plan = write_plan(
            by=by, at=next(morning.ticks), plan=plan, version=plan.version, what="goal",
            change=_with(goal, action),
        )  # fmt: skip
    version = make_version(
        by=by, at=next(morning.ticks), plan=plan, on=on, review_on=on + timedelta(days=80)
    )
    aunt = case.roles.filter(role=RoleKind.WITNESS).earliest("from_on").person
    give_role(by=by, at=next(morning.ticks), case=case, person=aunt, role=RoleKind.GUARDIAN, on=on)
    agree_plan(
        by=by, at=next(morning.ticks), version=version, kind=PlanSignature.Kind.ASSENT, on=on,
        guardian=aunt, words="Synthetic. School first, she says.",
    )  # fmt: skip
    approve_plan(by=_supervisor(case), at=next(morning.ticks), version=version, on=on)


def _with(goal: Goal, action: Action) -> Callable[[Content], Content]:
    return lambda content: content.with_goal(goal).with_action(action)


def _supervisor(case: Case) -> User:
    accounts = User.objects.filter(office=case.office, is_active=True).order_by("email")
    return next(one for one in accounts if Role.SUPERVISOR in one.held_roles)
