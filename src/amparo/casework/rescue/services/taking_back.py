"""Saying that something was entered wrongly. It stays in the trail and leaves the page."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.models import Milestone
from amparo.casework.cases.services.milestones import withdraw_milestone
from amparo.casework.rescue.models import Complaint, ComplaintStep, OfCase, TakenBack
from amparo.casework.rescue.services.written import keep, label_of, new_row
from amparo.errors import Conflict, Refused


@transaction.atomic
def take_back(*, by: User, at: datetime, row: OfCase, reason: str) -> TakenBack:
    """Take a row of a case back.

    Changes: the milestone it recorded is withdrawn, with all that followed from it.
    Raises: Refused without a reason, or while steps stand on it; Conflict when someone did first.
    """
    if not reason.strip():
        raise Refused("Taking it back needs a reason", next_step="say what was wrong")
    back = TakenBack.objects.filter(case=row.case_id)
    if back.filter(row=row.pk).exists():
        raise Conflict("Someone else took this back first", theirs={}, yours={})
    if isinstance(row, Complaint):
        steps = ComplaintStep.objects.filter(complaint=row).exclude(pk__in=back.values("row"))
        if steps.exists():
            raise Refused("Later steps stand on this one", next_step="take those back first")
    made = new_row(
        TakenBack, by=by, at=at, case=row.case, words=reason, kind=label_of(row), row=row.pk
    )
    keep(made, by=by, at=at, verb="rescue.taken_back")
    milestone: Milestone | None = getattr(row, "milestone", None)
    if milestone is not None and Milestone.objects.current().filter(pk=milestone.pk).exists():
        withdraw_milestone(by=by, at=at, milestone=milestone, reason=reason)
    return made
