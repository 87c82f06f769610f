"""Coding a breakdown a second time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Breakdown
from amparo.casework.cases.services.breakdowns import cause_of
from amparo.errors import Refused
from amparo.reform.models import SecondCoding


@transaction.atomic
def code_again(*, by: User, at: datetime, breakdown: Breakdown, cause: str) -> SecondCoding:
    """Keep what a second rater calls a breakdown. Its own code stays; agreement is told of both.

    Raises: Refused for an unknown cause, for whoever gave the first code, and the second time.
    """
    known = cause_of(cause)
    if breakdown.recorded_by_id == by.pk or breakdown.reviews.filter(reviewed_by=by).exists():
        raise Refused("You know its first code", next_step="leave it to a colleague")
    if SecondCoding.objects.filter(breakdown=breakdown, coded_by=by).exists():
        raise Refused("You coded this one already", next_step="take the next of the queue")
    row = SecondCoding.objects.create(
        breakdown=breakdown, cause=known.id, coded_by=by, coded_at=at
    )  # fmt: skip
    record(
        by=by, verb="breakdown.coded_again", kind="reform.secondcoding", object_id=str(row.pk),
        at=at, case_id=str(breakdown.case_id),
    )  # fmt: skip
    return row
