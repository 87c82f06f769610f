"""Where each survivor of a case stands on the way to a life restored, and one of them in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Clock, Milestone, Person
from amparo.casework.cases.selectors.case import Who
from amparo.casework.restore.models import (
    Draft,
    Ending,
    Feedback,
    FollowUpVisit,
    HarmAgain,
    ReturnAssessment,
)
from amparo.casework.restore.planning import State
from amparo.casework.restore.rule import Condition, Says, rule_of
from amparo.casework.restore.selectors.assessments import (
    KeptBack,
    Scored,
    drafts_of,
    kept_back_for,
    rounds_for,
)
from amparo.casework.restore.selectors.plans import PlanPage, plan_page_for
from amparo.casework.restore.selectors.safety import SafetyPage, safety_for
from amparo.casework.restore.selectors.survivors import survivors_in
from amparo.casework.restore.services.ending import MILESTONES, ending_of, standing_of
from amparo.casework.restore.services.returning import doubts_about_going
from amparo.directory.packs import code_list, milestone_type

LOADED = ("case__key", "recorded_by")


@dataclass(frozen=True)
class Due:
    """A term of recovery that runs."""

    name: str
    due_on: date
    code: str


@dataclass(frozen=True)
class Way:
    """The way back: what was found, the return, visits after it."""

    family: ReturnAssessment | None
    community: ReturnAssessment | None
    returned_on: date | None
    doubts: tuple[str, ...]
    visits: tuple[FollowUpVisit, ...]
    harm: tuple[HarmAgain, ...]


@dataclass(frozen=True)
class End:
    """How and when aftercare ended."""

    name: str
    on: date
    says: str
    words: str
    is_restored: bool


@dataclass(frozen=True)
class Recovery:
    """One survivor, whole."""

    who: Who
    person: Person
    begun_on: date | None
    dues: tuple[Due, ...]
    safety: SafetyPage
    rounds: tuple[Scored, ...]
    kept_back: tuple[KeptBack, ...]
    draft: Draft | None
    plan: PlanPage
    way: Way
    rule: tuple[Condition, ...]
    end: End | None
    feedback: tuple[Feedback, ...]

    @property
    def newest(self) -> Scored | None:
        """The last round."""
        return self.rounds[-1] if self.rounds else None

    @property
    def is_restored_by_rule(self) -> bool:
        """Whether all that can be known before the survivor is asked is met."""
        return all(one.is_met for one in self.rule if one.code != "says")


@dataclass(frozen=True)
class Summary:
    """One survivor of the tab."""

    who: Who
    newest: Scored | None
    plan: State
    review_on: date | None
    safety_on: date | None
    danger: str
    n_threats: int
    dues: tuple[Due, ...]
    end: End | None
    has_draft: bool


def recovery_for(user: User, case: Case, person: Person, who: Who, *, today: date) -> Recovery:
    """Everything the page of one survivor shows; a fixed number of queries."""
    mine = {"case": case, "person": person}
    standing = standing_of(case, person, on=today, says=None, reason="")
    own = [one for one in drafts_of(user, case) if one.person_id == person.pk]
    begun = Milestone.objects.visible_to(user).filter(**mine, type="restore.intake").current()
    feedback = Feedback.objects.visible_to(user).filter(**mine).select_related(*LOADED)
    return Recovery(
        who=who,
        person=person,
        begun_on=begun.values_list("happened_on", flat=True).first(),
        dues=dues_of(user, case, person),
        safety=safety_for(user, case, person),
        rounds=rounds_for(user, case, person),
        kept_back=kept_back_for(user, case, person),
        draft=next((one for one in own if one.second_of_id is None), None),
        plan=plan_page_for(user, case, person),
        way=_way(user, case, person, today),
        rule=rule_of(standing),
        end=end_of(case, person),
        feedback=tuple(feedback),
    )


def _way(user: User, case: Case, person: Person, today: date) -> Way:
    mine = {"case": case, "person": person}
    found = {
        row.kind: row
        for row in reversed(
            ReturnAssessment.objects.visible_to(user).filter(**mine).select_related(*LOADED)
        )
    }
    returned = Milestone.objects.visible_to(user).filter(**mine, type="restore.reintegrated")
    return Way(
        family=found.get(ReturnAssessment.Kind.FAMILY),
        community=found.get(ReturnAssessment.Kind.COMMUNITY),
        returned_on=returned.current().order_by("-happened_on").values_list(
            "happened_on", flat=True
        ).first(),
        doubts=tuple(doubts_about_going(case, person, today)),
        visits=tuple(
            FollowUpVisit.objects.visible_to(user).filter(**mine).select_related(*LOADED)
        ),
        harm=tuple(HarmAgain.objects.visible_to(user).filter(**mine).select_related(*LOADED)),
    )  # fmt: skip


def dues_of(user: User, case: Case, person: Person) -> tuple[Due, ...]:
    """The clocks of recovery that run for a survivor, soonest first."""
    rows = Clock.objects.visible_to(user).filter(
        case=case, person=person, stopped_on__isnull=True, started_by__type__startswith="restore."
    )
    return tuple(Due(*row) for row in rows.values_list("name", "due_on", "code"))


def end_of(case: Case, person: Person) -> End | None:
    """How aftercare ended, or none while it goes on."""
    milestone = ending_of(case, person)
    if milestone is None:
        return None
    row = Ending.objects.filter(milestone=milestone).select_related("case__key").first()
    name = milestone_type(milestone.type).name
    return End(
        name=code_list("closure_reasons").name_of(row.reason) if row else name,
        on=milestone.happened_on,
        says=row.get_says_display() if row else "",
        words=row.words("words") if row else "",
        is_restored=milestone.type == MILESTONES["restored"],
    )


def summaries_for(user: User, case: Case) -> tuple[Summary, ...]:
    """Every survivor of a case, in the order of their labels."""
    drafts = {one.person_id for one in drafts_of(user, case)}
    return tuple(_summary(user, case, who, drafts) for who in survivors_in(user, case))


def _summary(user: User, case: Case, who: Who, drafts: set[UUID]) -> Summary:
    person = Person.objects.visible_to(user).get(pk=who.person_id)
    rounds = rounds_for(user, case, person)
    plan, safety = plan_page_for(user, case, person), safety_for(user, case, person)
    return Summary(
        who=who,
        newest=rounds[-1] if rounds else None,
        plan=plan.state,
        review_on=plan.review_on,
        safety_on=safety.plan.on if safety.plan else None,
        danger=safety.danger.get_level_display() if safety.danger else "",
        n_threats=len(safety.threats),
        dues=dues_of(user, case, person),
        end=end_of(case, person),
        has_draft=person.pk in drafts,
    )


def says_of(code: str) -> Says:
    """What a survivor says of an ending, from a form's code."""
    return Says(code)
