"""Ending aftercare with a reason, restored only by the rule; and taking it up again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases import derive
from amparo.casework.cases.models import Case, Milestone, Person, SafetyAlert
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.tasks import add_task, finish_task
from amparo.casework.restore.instruments import Instrument, own_instrument
from amparo.casework.restore.models import Assessment, Ending, Plan, Score
from amparo.casework.restore.rule import Says, Standing, rule_of
from amparo.casework.restore.scoring import Round, domain_scores
from amparo.casework.restore.services.instruments import instrument_in
from amparo.casework.restore.services.writing import begin, keep, require_survivor, tell
from amparo.errors import Refused

RESTORED = "restored"
MILESTONES = {
    RESTORED: "restore.restored",
    "declined": "restore.help_declined",
    "transferred": "restore.handed_over",
    "lost_contact": "restore.contact_ended",
    "aged_out": "restore.grown_up",
    "died": "restore.died",
    "not_a_victim": "restore.not_a_victim",
    "duplicate": "restore.duplicate",
}
"""Reason of the code list → the milestone it records."""

RESUMED = "restore.resumed"
ANEW = (
    ("A survivor came back: make a new safety plan together", 7),
    ("A survivor came back: assess strengths and needs anew", 30),
)  # fmt: skip
A_YEAR_ON = "Ask a survivor how they are, a year after restoration"


@transaction.atomic
def end_aftercare(
    *, by: User, at: datetime, case: Case, person: Person, on: date, reason: str,
    says: Ending.Says, words: str = "", token: UUID | None = None,
) -> Ending:  # fmt: skip
    """End a survivor's aftercare for a reason of the list; it can be taken up again.

    Changes: the reason's milestone; clocks and the review of the plan stop; a task asks again a
    year after restoration. The case's file stays open for whatever else it holds.
    Raises: Refused for an unknown reason, aftercare that has ended, a missing word where the
    survivor did not agree, and for "restored" while the rule is not met, with what is missing.
    """
    if token and (first := Ending.objects.filter(pk=token, case=case).first()):
        return first
    if reason not in MILESTONES:
        raise Refused("Aftercare ends for a reason of the list", next_step="choose one")
    derive.take_turns(case)
    require_survivor(case, person)
    if has_ended(case, person):
        raise Refused("Aftercare has ended already", next_step="take it up again first")
    if says != Ending.Says.AGREES and not words.strip():
        raise Refused("Without the survivor’s agreement a reason is written", next_step="say why")
    if reason == RESTORED:
        standing = standing_of(case, person, on=on, says=Says(says), reason=words)
        missing = [one for one in rule_of(standing) if not one.is_met]
        if missing:
            raise Refused(
                "Not restored yet. " + " ".join(f"{one.name}: {one.why}" for one in missing),
                next_step="go on with the plan, or choose another reason",
            )
    row, _ = begin(
        Ending, by=by, at=at, case=case, person=person, on=on, token=token, reason=reason,
        says=says, has_words=bool(words.strip()), words={"words": words},
    )  # fmt: skip
    under = "restored" if reason == RESTORED else ""
    row.milestone = tell(row, MILESTONES[reason], by=by, at=at, under=under)
    keep(row, by=by, at=at, verb="aftercare.ended", fields=[reason])
    _stop_review(case, person, by=by, at=at)
    if reason == RESTORED:
        due_on = max(on + timedelta(days=365), timezone.localdate(at))
        add_task(by=by, at=at, case=case, what=A_YEAR_ON, due_on=due_on, owner=by)
    return row


def _stop_review(case: Case, person: Person, *, by: User, at: datetime) -> None:
    plan = Plan.objects.filter(case=case, person=person).select_related("review_task__case").first()
    if plan is not None and plan.review_task is not None and plan.review_task.done_at is None:
        finish_task(by=by, at=at, task=plan.review_task, outcome="Aftercare ended")


@transaction.atomic
def resume_aftercare(
    *, by: User, at: datetime, case: Case, person: Person, on: date, token: UUID | None = None
) -> Milestone:
    """Take a survivor's aftercare up again; what was before stays as history.

    Changes: restore.resumed, and tasks for a new safety plan and a new assessment.
    Raises: Refused where it has not ended.
    """
    derive.take_turns(case)
    if not has_ended(case, person):
        raise Refused("Aftercare has not ended", next_step="go on with the plan")
    milestone = record_milestone(
        by=by, at=at, case=case, type=RESUMED, on=on, person=person, token=token
    )
    for what, days in ANEW:
        due_on = timezone.localdate(at) + timedelta(days=days)
        add_task(by=by, at=at, case=case, what=what, due_on=due_on, owner=by)
    return milestone


def has_ended(case: Case, person: Person) -> bool:
    """Whether the newest of endings and resumptions is an ending."""
    return ending_of(case, person) is not None


def ending_of(case: Case, person: Person) -> Milestone | None:
    """The milestone by which aftercare has ended, or none while it goes on."""
    rows = Milestone.objects.filter(
        case=case, person=person, type__in=[*MILESTONES.values(), RESUMED]
    )
    newest = rows.current().order_by("-happened_on", "-recorded_at").first()
    return newest if newest is not None and newest.type != RESUMED else None


def rounds_of(case: Case, person: Person, *, on: date) -> tuple[list[Round], Instrument]:
    """The standing rounds of a survivor up to a day, and the instrument of the newest."""
    rows = Assessment.objects.filter(
        case=case, person=person, on__lte=on, second_of__isnull=True, superseded_by__isnull=True,
    ).order_by("on", "recorded_at")  # fmt: skip
    scores: dict[object, dict[tuple[str, str], int | None]] = {}
    for pk, domain, item, score in Score.objects.filter(assessment__in=rows).values_list(
        "assessment", "domain", "item", "score"
    ):
        scores.setdefault(pk, {})[domain, item] = score
    found, instrument = [], own_instrument()
    for row in rows:
        instrument = instrument_in(case.office, row.key)
        means = {
            one.domain.code: one.mean for one in domain_scores(instrument, scores.get(row.pk, {}))
        }
        found.append(Round(row.on, row.key, means))
    return found, instrument


def standing_of(
    case: Case, person: Person, *, on: date, says: Says | None, reason: str
) -> Standing:
    """What the rule looks at for this survivor, as it is now."""
    rounds, instrument = rounds_of(case, person, on=on)
    n_alerts = SafetyAlert.objects.filter(case=case, resolved_at__isnull=True).count()
    return Standing(
        rounds=rounds,
        domains=[domain.code for domain in instrument.domain],
        names={domain.code: domain.name for domain in instrument.domain},
        n_alerts=n_alerts,
        says=says,
        reason=reason,
        today=on,
    )
