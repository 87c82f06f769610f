"""The way back: family and community assessed, the return itself, visits after it, new harm."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone, Person
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.tasks import add_task, raise_alert
from amparo.casework.restore.models import Feedback, FollowUpVisit, HarmAgain, ReturnAssessment
from amparo.casework.restore.questions import ANSWERS, against, return_questions
from amparo.casework.restore.services.writing import begin, keep, require_survivor, tell
from amparo.errors import Refused

FOLLOW_UP = "Follow up: ask a survivor how they are, through the safe channel"
NOT_SAFE = "A survivor is not safe: found at a follow-up"
Finding = ReturnAssessment.Finding


@transaction.atomic
def assess_return(
    *, by: User, at: datetime, case: Case, person: Person, on: date, kind: ReturnAssessment.Kind,
    answers: Mapping[str, str], finding: Finding, words: str = "", preparing: str = "",
    token: UUID | None = None,
) -> ReturnAssessment:  # fmt: skip
    """Keep what was found of a family or a community; the latest of a kind counts.

    Changes: restore.family_assessed.
    Raises: Refused for answers that are none, and where it is called safe though something speaks
    against it and no word says why.
    """
    known = {one.code for one in return_questions(kind)}
    if not set(answers) <= known or not set(answers.values()) <= set(ANSWERS):
        raise Refused("These answers do not fit the questions", next_step="open the form again")
    doubts = against(kind, answers)
    if finding == Finding.GO and doubts and not words.strip():
        n = "One answer speaks" if len(doubts) == 1 else f"{len(doubts)} answers speak"
        raise Refused(f"{n} against it, or is not known", next_step="say why it is right to go")
    row, is_new = begin(
        ReturnAssessment, by=by, at=at, case=case, person=person, on=on, token=token, kind=kind,
        finding=finding, words={
            "answers": json.dumps(dict(answers)), "words": words, "preparing": preparing,
        },
    )  # fmt: skip
    if is_new:
        row.milestone = tell(row, "restore.family_assessed", by=by, at=at)
        keep(row, by=by, at=at, verb="return.assessed", fields=[kind, finding])
    return row


def return_answers(row: ReturnAssessment) -> dict[str, str]:
    """The answers, unsealed."""
    found: dict[str, str] = json.loads(row.words("answers"))
    return found


@transaction.atomic
def go_home(
    *, by: User, at: datetime, case: Case, person: Person, on: date, reason: str = "",
    token: UUID | None = None,
) -> Milestone:  # fmt: skip
    """Record that the survivor went home or to a new community: restore.reintegrated.

    Raises: Refused where family or community was not found right by then and no reason says why
    the survivor goes all the same.
    """
    require_survivor(case, person)
    doubts = doubts_about_going(case, person, on)
    if doubts and not reason.strip():
        raise Refused(
            f"{'; '.join(doubts)}", next_step="assess first, or say why they go all the same"
        )
    return record_milestone(
        by=by, at=at, case=case, type="restore.reintegrated", on=on, person=person, note=reason,
        token=token,
    )  # fmt: skip


def doubts_about_going(case: Case, person: Person, on: date) -> list[str]:
    """What speaks against a return by the latest assessments up to a day."""
    found = []
    for kind in ReturnAssessment.Kind:
        rows = ReturnAssessment.objects.filter(case=case, person=person, kind=kind, on__lte=on)
        newest = rows.order_by("-on", "-recorded_at").first()
        if newest is None:
            found.append(f"The {kind} was not assessed")
        elif newest.finding != Finding.GO:
            found.append(f"Of the {kind} it was found: {newest.get_finding_display().lower()}")
    return found


@transaction.atomic
def follow_up(
    *, by: User, at: datetime, case: Case, person: Person, on: date, is_reached: bool,
    is_safe: bool | None, words: str = "", next_on: date | None = None, token: UUID | None = None,
) -> FollowUpVisit:  # fmt: skip
    """Keep how a survivor was, or that they were not reached.

    Changes: restore.followed_up where they were reached, restore.checked_after once they are
    restored; a safety alert where they are not safe; a task for the next time.
    Raises: Refused where someone was reached and nobody asked whether they are safe.
    """
    if is_reached and is_safe is None:
        raise Refused("Say whether they are safe", next_step="choose yes or no")
    if next_on is not None and next_on <= on:
        raise Refused("The next time lies after this one", found=next_on.isoformat())
    row, is_new = begin(
        FollowUpVisit, by=by, at=at, case=case, person=person, on=on, token=token,
        is_reached=is_reached, is_safe=is_safe if is_reached else None, words={"words": words},
    )  # fmt: skip
    if not is_new:
        return row
    if is_reached:
        row.milestone = tell(row, _asked(case, person, on), by=by, at=at)
    keep(row, by=by, at=at, verb="follow_up.made")
    if row.is_safe is False:
        raise_alert(by=by, at=at, case=case, what=NOT_SAFE)
    if next_on is not None:
        add_task(by=by, at=at, case=case, what=FOLLOW_UP, due_on=next_on, owner=by)
    return row


@transaction.atomic
def follow_up_together(
    *, by: User, at: datetime, case: Case, person: Person, also: Sequence[Person], on: date,
    is_reached: bool, is_safe: bool | None, token: UUID, words: str = "",
    next_on: date | None = None,
) -> list[FollowUpVisit]:  # fmt: skip
    """One visit to several survivors of a case: a row for each, all of it or nothing.

    Raises: Refused where one was not reached or is not safe: that is entered for each alone, so
    that nobody's danger hangs on somebody else's visit.
    """
    if also and not (is_reached and is_safe):
        raise Refused(
            "Who was not reached, or is not safe, is entered alone",
            next_step="untick the others, and enter each of them on their own page",
        )
    told: dict[str, Any] = {
        "by": by, "at": at, "case": case, "on": on, "is_reached": is_reached, "is_safe": is_safe,
        "words": words, "next_on": next_on,
    }  # fmt: skip
    return [
        follow_up(
            **told, person=one,
            token=token if one.pk == person.pk else uuid5(token, str(one.pk)),
        )
        for one in (person, *(other for other in also if other.pk != person.pk))
    ]  # fmt: skip


def _asked(case: Case, person: Person, on: date) -> str:
    restored = Milestone.objects.filter(
        case=case, person=person, type="restore.restored", happened_on__lte=on
    )
    return "restore.checked_after" if restored.current().exists() else "restore.followed_up"


@transaction.atomic
def record_harm(
    *, by: User, at: datetime, case: Case, person: Person, on: date, kind: HarmAgain.Kind,
    words: str = "", token: UUID | None = None,
) -> HarmAgain:  # fmt: skip
    """Keep that a survivor was harmed again, without blame: nothing asks what they did.

    Changes: restore.revictimised, with its alert and its task.
    """
    row, is_new = begin(
        HarmAgain, by=by, at=at, case=case, person=person, on=on, token=token, kind=kind,
        words={"words": words},
    )  # fmt: skip
    if is_new:
        row.milestone = tell(row, "restore.revictimised", by=by, at=at)
        keep(row, by=by, at=at, verb="harm.recorded", fields=[kind])
    return row


@transaction.atomic
def keep_feedback(
    *, by: User, at: datetime, case: Case, person: Person, on: date, helped: Feedback.Answer,
    respected: Feedback.Answer, words: str = "", token: UUID | None = None,
) -> Feedback:  # fmt: skip
    """Keep what a survivor said of the help they got."""
    row, is_new = begin(
        Feedback, by=by, at=at, case=case, person=person, on=on, token=token, helped=helped,
        respected=respected, words={"words": words},
    )  # fmt: skip
    if is_new:
        keep(row, by=by, at=at, verb="feedback.kept")
    return row
