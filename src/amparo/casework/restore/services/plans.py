"""The one plan of a survivor: writing it, what it lacks, and its versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.restore.instruments import Instrument, own_instrument
from amparo.casework.restore.models import Assessment, Plan, PlanSignature, PlanVersion, Score
from amparo.casework.restore.planning import (
    LONGEST_REVIEW,
    Content,
    Lack,
    from_text,
    lacks_of,
    to_text,
)
from amparo.casework.restore.scoring import domain_scores, reds_of
from amparo.casework.restore.services.instruments import instrument_in
from amparo.casework.restore.services.writing import begin, keep, noted, require_survivor
from amparo.errors import Conflict, Refused


@transaction.atomic
def plan_of(*, by: User, at: datetime, case: Case, person: Person) -> Plan:
    """The survivor's plan, begun when first asked for. Raises Refused for anyone else."""
    require_survivor(case, person)
    rows = Plan.objects.select_related("case__key", "case__office", "person", "review_task")
    if (there := rows.filter(case=case, person=person).first()) is not None:
        return there
    plan = Plan(case=case, person=person, begun_at=at)
    plan.save(force_insert=True)
    noted(plan, by=by, at=at, verb="plan.begun")
    return plan


def content_of(row: Plan | PlanVersion) -> Content:
    """What is written in a plan or a version, unsealed."""
    return from_text(row.words("text"))


@transaction.atomic
def write_plan(
    *, by: User, at: datetime, plan: Plan, version: int, change: Callable[[Content], Content],
    what: str,
) -> Plan:  # fmt: skip
    """Change what is being written; versions made before stay as they are.

    Raises: Conflict when somebody else changed the plan first; what they wrote is kept.
    """
    plan.seal_in("text", to_text(change(content_of(plan))))
    changed = Plan.objects.filter(pk=plan.pk, version=version).update(
        text_sealed=plan.text_sealed, version=F("version") + 1
    )
    if not changed:
        raise Conflict(
            "Somebody changed this plan first", theirs={}, yours={},
            next_step="open the plan again, and add yours to what is there",
        )  # fmt: skip
    noted(plan, by=by, at=at, verb="plan.written", fields=[what])
    plan.refresh_from_db()
    return plan


def basis_of(case: Case, person: Person) -> Assessment | None:
    """The newest standing assessment of a survivor, whatever the instrument."""
    rows = Assessment.objects.filter(
        case=case, person=person, second_of__isnull=True, superseded_by__isnull=True
    )
    return rows.select_related("case__office").order_by("-on", "-recorded_at").first()


@dataclass(frozen=True)
class Basis:
    """What a plan stands on: the newest assessment, if any, and the domains that are red in it."""

    row: Assessment | None
    instrument: Instrument
    reds: tuple[str, ...]

    @property
    def names(self) -> dict[str, str]:
        """Domain → its name."""
        return {domain.code: domain.name for domain in self.instrument.domain}


def basis_with_reds(case: Case, person: Person) -> Basis:
    """The newest assessment of a survivor, and the domains it found red."""
    row = basis_of(case, person)
    if row is None:
        return Basis(None, own_instrument(), ())
    instrument = instrument_in(row.case.office, row.key)
    scores = Score.objects.filter(assessment=row).values_list("domain", "item", "score")
    answers = {(domain, item): score for domain, item, score in scores}
    return Basis(row, instrument, reds_of(domain_scores(instrument, answers)))


def lacks_in(basis: Basis, content: Content) -> tuple[Lack, ...]:
    """What a plan with this content still lacks."""
    return lacks_of(content, reds=basis.reds, names=basis.names, is_assessed=basis.row is not None)


@transaction.atomic
def make_version(
    *, by: User, at: datetime, plan: Plan, review_on: date, on: date, token: UUID | None = None
) -> PlanVersion:
    """Make a version of what is written, to be agreed; it never changes again.

    Raises: Refused for a plan that lacks something, a review later than in three months, or
    where the newest version says the same and waits to be agreed.
    """
    content = content_of(plan)
    basis = basis_with_reds(plan.case, plan.person)
    if lacks := lacks_in(basis, content):
        raise Refused(f"The plan is not complete: {'; '.join(one.what for one in lacks)}",
                      next_step="add these first")  # fmt: skip
    _check_review(review_on, on)
    newest = plan.versions.order_by("-number").first()
    if newest is not None and newest.pk == token:
        return newest
    if newest is not None and content_of(newest) == content and not is_agreed(newest):
        raise Refused("The newest version says the same and waits to be agreed",
                      next_step="record the agreement")  # fmt: skip
    row, is_new = begin(
        PlanVersion, by=by, at=at, case=plan.case, person=plan.person, on=on, token=token,
        words={"text": to_text(content)}, plan=plan, number=(newest.number if newest else 0) + 1,
        assessment=basis.row, review_on=review_on, n_goals=len(content.goals),
        n_actions=len(content.actions),
    )  # fmt: skip
    if is_new:
        keep(row, by=by, at=at, verb="plan.version_made")
    return row


def _check_review(review_on: date, on: date) -> None:
    if not on < review_on <= on + LONGEST_REVIEW:
        raise Refused(
            "A plan is reviewed within three months", found=review_on.isoformat(),
            next_step=f"choose a day up to {(on + LONGEST_REVIEW).isoformat()}",
        )  # fmt: skip


def is_agreed(version: PlanVersion) -> bool:
    """Whether the survivor, or whoever may stand in for a child, agreed to a version."""
    return version.signatures.exclude(kind=PlanSignature.Kind.APPROVED).exists()
