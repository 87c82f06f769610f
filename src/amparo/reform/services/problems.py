"""Opening a system problem, sharing it with an authority, and moving it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Programme
from amparo.casework.cases.services.breakdowns import cause_of
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution
from amparo.errors import Conflict, Refused
from amparo.reform.models import ProblemStage, SystemProblem

KIND = "reform.systemproblem"


@dataclass(frozen=True)
class About:
    """What a problem is about: one cause, at one step, perhaps in one institution or programme."""

    cause: str
    step: str = ""
    institution: Institution | None = None
    programme: Programme | None = None


@transaction.atomic
def open_problem(
    *, by: User, at: datetime, about: About, title: str, on: date, token: UUID | None = None
) -> SystemProblem:
    """Put a name to what keeps going wrong. Whoever opens it owns it on the office's side.

    Changes: the problem, its first stage, one audit entry. A form's token opens it once.
    Raises: Refused for an unknown cause, a day to come, or someone without an office.
    """
    if token and (first := SystemProblem.objects.filter(pk=token, owner=by).first()):
        return first
    known = cause_of(about.cause)
    check_day(on, at=at)
    if by.office is None:
        raise Refused("You belong to no office", next_step="ask an administrator")
    row = SystemProblem.objects.create(
        id=token or uuid4(), office=by.office, title=title.strip(), cause=known.id,
        step=about.step or known.step, institution=about.institution, programme=about.programme,
        owner=by, opened_on=on,
    )  # fmt: skip
    _stage(row, ProblemStage.Stage.SEEN, by=by, at=at, on=on, why="Seen in the cases")
    _told(row, by=by, at=at, verb="problem.opened")
    return row


@transaction.atomic
def share_problem(
    *, by: User, at: datetime, problem: SystemProblem, authority: Institution, post: str, on: date
) -> SystemProblem:
    """Agree with an authority that the problem is theirs too: which post answers for it, from when.

    Raises: Refused without a post; Conflict when someone changed the problem meanwhile.
    """
    if not post.strip():
        raise Refused("Say which post answers for it", next_step="name a post, not a person")
    check_day(on, at=at)
    changed = SystemProblem.objects.filter(pk=problem.pk, version=problem.version).update(
        authority=authority, authority_post=post.strip(), agreed_on=on, version=F("version") + 1
    )
    if not changed:
        raise Conflict(
            "Someone changed this problem meanwhile", theirs={}, yours={},
            next_step="look at it again, then say what still holds",
        )  # fmt: skip
    problem.refresh_from_db()
    _stage(problem, ProblemStage.Stage.AGREED, by=by, at=at, on=on, why=f"With the {post.strip()}")
    _told(problem, by=by, at=at, verb="problem.shared")
    return problem


@transaction.atomic
def move_problem(
    *, by: User, at: datetime, problem: SystemProblem, stage: ProblemStage.Stage, on: date, why: str
) -> ProblemStage:
    """Say how far it has come, and what shows that. Raises: Refused without saying what."""
    if not why.strip():
        raise Refused("Say what shows it", next_step="a letter, an order, a visit")
    check_day(on, at=at)
    row = _stage(problem, stage, by=by, at=at, on=on, why=why)
    _told(problem, by=by, at=at, verb="problem.moved")
    return row


def _stage(
    problem: SystemProblem, stage: ProblemStage.Stage, *, by: User, at: datetime, on: date, why: str
) -> ProblemStage:
    return ProblemStage.objects.create(
        problem=problem, stage=stage, on=on, why=why.strip()[:300], recorded_by=by, recorded_at=at
    )


def _told(problem: SystemProblem, *, by: User, at: datetime, verb: str) -> None:
    record(
        by=by, verb=verb, kind=KIND, object_id=str(problem.pk), at=at,
        fields=[problem.cause, problem.step],
    )  # fmt: skip
